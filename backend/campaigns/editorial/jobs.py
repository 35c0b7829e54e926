"""Jobs that campaigns ask for."""

from uuid import UUID

from msgspec import Struct

RUN_CAMPAIGNS = "run-campaigns-now"
PUSH_CAMPAIGN = "push-campaign-message"


class CampaignPushJob(Struct, frozen=True):
    """Argument of the job that pushes a message of a campaign to the person's devices."""

    notice: UUID
