"""Write the record and the outbox, inside the transaction of the act; let messages leave."""

from ledger.services.entry import digest_of, entries_append, entry_append
from ledger.services.outbox import message_add, message_cancel
from ledger.services.relay import Endpoint, carriers_register, messages_relay, tenants_due
from ledger.services.seal import entries_seal, tenants_unsealed, text_sign
from ledger.services.sequel import events_defer, sequels_tell, tenants_with_sequels

__all__ = [
    "Endpoint",
    "carriers_register",
    "digest_of",
    "entries_append",
    "entries_seal",
    "entry_append",
    "events_defer",
    "message_add",
    "message_cancel",
    "messages_relay",
    "sequels_tell",
    "tenants_due",
    "tenants_unsealed",
    "tenants_with_sequels",
    "text_sign",
]
