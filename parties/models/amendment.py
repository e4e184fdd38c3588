"""What somebody says should be right about himself: sealed until it was carried out or refused."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned
from livecompliance.kernel.personal import EncryptedField
from parties.models.document import Document
from parties.models.party import Party
from parties.models.request import DataRequest


class Amendment(TenantOwned):
    """The values that a request to correct asks for. `fields` says which, and stays.

    The values themselves are emptied with the answer: what was carried out stands where it
    belongs, and what was refused is nobody's to keep. `words` tells what none of the fields is.
    """

    class Field(models.TextChoices):
        NAME = "name", "姓名或名称"
        NUMBER = "number", "证件号码"
        MOBILE = "mobile", "手机号"
        ADDRESS = "address", "地址"
        OCCUPATION = "occupation", "职业或职务"
        PUBLIC_NAME = "public_name", "对外名称"
        WORDS = "words", "其他内容"

    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="amendment")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=12, choices=Field))
    name = EncryptedField(kind="name", null=True)
    mobile = EncryptedField(kind="mobile", null=True)
    address = EncryptedField(kind="address", null=True)
    number = EncryptedField(kind="document", null=True)
    born_on = EncryptedField(kind="date", null=True)
    document_kind = models.CharField(max_length=20, choices=Document.Kind, blank=True)
    occupation = models.CharField(max_length=80, blank=True)
    public_name = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="amendment_asks_for_something", condition=~models.Q(fields=[])
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {', '.join(self.fields)}"
