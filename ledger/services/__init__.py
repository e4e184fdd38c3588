"""Write the record and the outbox, inside the transaction of the act; let messages leave."""

from ledger.services.entry import digest_of, entries_append, entry_append
from ledger.services.outbox import message_add, message_cancel
from ledger.services.relay import Endpoint, carriers_register, messages_relay, tenants_due

__all__ = [
    "Endpoint",
    "carriers_register",
    "digest_of",
    "entries_append",
    "entry_append",
    "message_add",
    "message_cancel",
    "messages_relay",
    "tenants_due",
]
