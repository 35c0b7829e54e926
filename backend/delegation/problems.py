"""What may go wrong with a mandate, and the sentence that says so."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class NotForHelpers(Refusal):
    """The service allows no helper, or isn't for principals of this kind."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "“{service}”只能由本人办，不能选进授权里。请去掉这一项，其他选择都还在。"


class NothingChosen(Refusal):
    """A mandate without a service, or with more than one mandate holds."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "请至少选一件要办的事，最多选{most}件。"


class TermNotOffered(Refusal):
    """A term that isn't one of the four."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "请选一个期限：1天、30天、半年或一年。"


class NotOneself(Refusal):
    """Principal and helper are one person."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "这是您自己，不用授权，直接办就行。"


class HelperNotProven(Refusal):
    """Whoever acts for another has proven who they are."""

    status = HTTPStatus.FORBIDDEN
    says = "替家人办事，要先核实您自己是谁。核实好会回到这里，已填写的内容都在。"


class TooManyInvitations(Refusal):
    """More invitations in a day than one family needs."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    says = "今天发出的邀请已经很多了，请明天再发。已经发出的都还有效。"


class InvitationGone(Refusal):
    """The link or code was used, is too old, was cancelled, or never existed: one answer for all."""

    status = HTTPStatus.NOT_FOUND
    says = "这份邀请现在用不了：可能过期了、用过了，或者不是给这个手机号的。请让家人再发一次，什么都没有改变。"


class FactsDiffer(Refusal):
    """The facts beside a code don't fit; the answer doesn't say which."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "编号或者填写的情况对不上，请照着信再核对一次。还可以再试 {left} 次；什么都没有改变。"


class CodeSpent(Refusal):
    """Too many wrong facts beside a code."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "错的次数太多，为了安全，这封信上的编号已经作废。请重新申请一封信。"


class NoNumberToCall(Refusal):
    """The registers know no number that has been hers alone for long enough, or don't answer."""

    status = HTTPStatus.CONFLICT
    says = "登记里没有可以回拨的号码：要由本人一个人用满90天，而且不能是帮办人的号码。可以改用寄信，或者一起到窗口办。"


class CallTooSoon(Refusal):
    """A person is called only a few times a day."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    says = "今天已经打过几次电话了，请明天再试，别让老人家受打扰。也可以改用寄信，或者一起到窗口办。"


class CallRunning(Refusal):
    """A call is under way."""

    status = HTTPStatus.CONFLICT
    says = "电话正在打，请等这一次结束。"


class NotInRegister(Refusal):
    """No register confirms the authority by law, or the register doesn't answer just now."""

    status = HTTPStatus.CONFLICT
    says = "登记里没有查到您可以替{whom}办事，或者登记暂时没有答复。可以稍后再试，或者带证件到窗口办。"


class PersonUnknown(Refusal):
    """Name and number don't belong together in the register, or it doesn't answer."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "姓名和证件号码对不上，或者登记暂时没有答复。请照证件再核对一次，其他内容都还在。"


class NotWhileHelping(Refusal):
    """Something that no helper may do; also the answer of every page that isn't part of the mandate."""

    status = HTTPStatus.FORBIDDEN
    says = "您正在帮家人办事，这一步只有本人能做。要办您自己的事，请先换回自己；填写的内容都在。"


class MandateOver(Refusal):
    """The mandate doesn't hold any more (or not yet), whatever the reason."""

    status = HTTPStatus.FORBIDDEN
    says = "这份授权现在不能用了：可能到期、暂停或者已经停止。已经填写的内容都留在家人那里，没有丢。"
