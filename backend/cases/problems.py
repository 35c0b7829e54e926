"""What may go wrong with a case, and the sentence that says so."""

from http import HTTPStatus

from backend.cases.types import SAYS, State
from backend.kit.problems import Refusal


class AlreadyMovedOn(Refusal):
    """The step can't follow the state the case is in."""

    status = HTTPStatus.CONFLICT

    def __init__(self, state: State) -> None:
        super().__init__(state=state)
        self.says = f"这件事现在的状态是“{SAYS[state]}”，这一步已经不需要再做。您提交过的内容都在，请看进度页。"


class AlreadyDecided(Refusal):
    """A decided application can't be withdrawn: what was decided would go on or end without anybody saying so."""

    status = HTTPStatus.CONFLICT
    says = (
        "这件事已经有决定，不能再撤回申请，原来的决定照旧有效。请人再看一次的请求可以撤回；不想再领，请告诉办事窗口。"
    )


class FactsChanged(Refusal):
    """A register has told something else since the page was shown."""

    status = HTTPStatus.CONFLICT
    says = "登记里的情况刚刚有了变化，还没有通过。请重新打开这件申请，按最新的情况再看一遍。"


class NotComplete(Refusal):
    """Something the service asks for isn't there yet."""

    status = HTTPStatus.CONFLICT
    says = "还差一点：{missing}。补上就能提交，已填写的内容都在。"


class ServiceNotOffered(Refusal):
    """There is no such service, or it can't be applied for here."""

    status = HTTPStatus.NOT_FOUND
    says = "没有找到这个事项，或者它需要到别的系统办理。请从“办事”里再找一找。"


class NoLongerHeld(Refusal):
    """What was offered can't be used any more: expired, withdrawn, or its register doesn't answer just now."""

    status = HTTPStatus.CONFLICT
    says = "这份材料现在用不了：可能刚过期，或者证照库暂时没有答复。请直接拍一张，其他内容都已保存。"


class SupervisorNeeded(Refusal):
    """Of the two people who revoke a receipt, one is a supervisor."""

    status = HTTPStatus.FORBIDDEN
    says = "撤销回执要两个人：一位提出，另一位同意，其中一位得是负责人。您提出的由别人来看；两位都不是负责人的，请负责人来看。"


class NothingToCheck(Refusal):
    """The after-check was settled already, or the case isn't in the sample."""

    status = HTTPStatus.CONFLICT
    says = "这件不用抽查，或者别人刚刚已经看过了。"


class NothingToRevoke(Refusal):
    """The receipt isn't valid any more, or nobody proposed to take it back."""

    status = HTTPStatus.CONFLICT
    says = "现在没有可以撤销的回执，或者别人刚刚已经看过了。请看最新的状态。"


class GrantRuns(Refusal):
    """A second grant of one kind can't begin (or begin again) while another runs."""

    status = HTTPStatus.CONFLICT
    says = "申请人已经有一份正在发放或有效的“{name}”，同一种不能有两份。请先看原来的那一份：该停的先停，再批新的。"
