"""What complaints give to the apps below: the names of what they find."""

from complaints.selectors.conversion import origins
from moderation.selectors.family import family_register
from moderation.selectors.origin import origins_register

origins_register("complaint", origins)
family_register(
    {
        "COMPLAINT": {"zh": "公众投诉", "en": "Complaint of the public"},
        "CONSUMER-DELAY": {"zh": "拖延消费者的要求", "en": "Consumer kept waiting"},
        "CONSUMER-REFUSAL": {"zh": "无正当理由拒绝消费者", "en": "Consumer refused without reason"},
    }
)
