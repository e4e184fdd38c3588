"""What is done about goods and who supplies them, with a finder that an app above lends."""

from catalog.selectors.finder import catalogue_on, finder_register
from catalog.services import unmask as _unmask  # noqa: F401  (it registers itself)
from catalog.services.advert import (
    AdvertBarred,
    AdvertDecided,
    AdvertKnown,
    Booking,
    advert_book,
    advert_decide,
    advert_end,
    adverts_follow,
)
from catalog.services.catch import KIND as CATCH
from catalog.services.catch import catch_start
from catalog.services.catch import told as caught_told
from catalog.services.check import EntryFaulty, LaxerThanBase
from catalog.services.claim import (
    EvidenceDecided,
    Proof,
    evidence_decide,
    evidence_give,
    evidence_withdraw,
)
from catalog.services.decision import AlreadyStands, ProductHeld, SecondPerson, product_decide
from catalog.services.desk import (
    Done,
    NothingToUndo,
    Pick,
    product_take,
    products_decide,
    products_undo,
)
from catalog.services.edition import (
    DraftGone,
    DraftOpen,
    DraftStale,
    NothingChanged,
    NotLatest,
    OwnEdition,
    draft_begin,
    draft_discard,
    draft_fill,
    draft_note,
    edition_publish,
    edition_withdraw,
    entry_put,
    entry_remove,
)
from catalog.services.endorser import (
    Answering,
    EndorserRefused,
    Used,
    endorsement_decide,
    endorsement_give,
    statement_make,
)
from catalog.services.evidence import (
    Display,
    OrderKnown,
    Page,
    display_report,
    snapshot_keep,
    snapshots_destroy,
)
from catalog.services.goods_import import products_import
from catalog.services.hand_in import TooManyWaiting, paper_hand_in
from catalog.services.hold import FileGone, advert_hold, evidence_hold, supplier_hold
from catalog.services.informing import seller_inform
from catalog.services.intake import KIND as INTAKE
from catalog.services.intake import TAKEN as PACK_KINDS
from catalog.services.intake import BadPack, pack_import
from catalog.services.keeping import deals_expire, evidence_expire, statements_destroy
from catalog.services.merchant import merchant_tie, merchant_untie
from catalog.services.notice import editions_tell
from catalog.services.offer import (
    OfferOver,
    Wish,
    offer_decide,
    offer_propose,
    offer_withdraw,
    offers_pin,
    offers_settle,
    sellers_keep,
)
from catalog.services.offer_hold import offers_hold, offers_release
from catalog.services.on_air import goods_look_again
from catalog.services.paper import (
    Paper,
    PaperDecided,
    paper_attach,
    paper_decide,
    paper_give,
    paper_withdraw,
)
from catalog.services.price import Taken, prices_report
from catalog.services.product import Answers, Checked, products_check
from catalog.services.recall import RecallKnown, recall_add, recall_lift, recalls_import
from catalog.services.recheck import products_recheck
from catalog.services.release import release_note
from catalog.services.relook import evidence_look, paper_look
from catalog.services.standard import Opinion, Standard, standard_now
from catalog.services.supplier import SUBJECT as SUPPLIER
from catalog.services.supplier import (
    Filed,
    Looked,
    SupplierIncomplete,
    SupplierKnown,
    supplier_change,
    supplier_close,
    supplier_file,
    supplier_look,
    suppliers_used,
)
from catalog.services.term import papers_tell, relooks_tell, suppliers_expire
from catalog.services.waiting import goods_waiting_tell

__all__ = [
    "CATCH",
    "INTAKE",
    "PACK_KINDS",
    "SUPPLIER",
    "AdvertBarred",
    "AdvertDecided",
    "AdvertKnown",
    "AlreadyStands",
    "Answering",
    "Answers",
    "BadPack",
    "Booking",
    "Checked",
    "Display",
    "Done",
    "DraftGone",
    "DraftOpen",
    "DraftStale",
    "EndorserRefused",
    "EntryFaulty",
    "EvidenceDecided",
    "FileGone",
    "Filed",
    "LaxerThanBase",
    "Looked",
    "NotLatest",
    "NothingChanged",
    "NothingToUndo",
    "OfferOver",
    "Opinion",
    "OrderKnown",
    "OwnEdition",
    "Page",
    "Paper",
    "PaperDecided",
    "Pick",
    "ProductHeld",
    "Proof",
    "RecallKnown",
    "SecondPerson",
    "Standard",
    "SupplierIncomplete",
    "SupplierKnown",
    "Taken",
    "TooManyWaiting",
    "Used",
    "Wish",
    "advert_book",
    "advert_decide",
    "advert_end",
    "advert_hold",
    "adverts_follow",
    "catalogue_on",
    "catch_start",
    "caught_told",
    "deals_expire",
    "display_report",
    "draft_begin",
    "draft_discard",
    "draft_fill",
    "draft_note",
    "edition_publish",
    "edition_withdraw",
    "editions_tell",
    "endorsement_decide",
    "endorsement_give",
    "entry_put",
    "entry_remove",
    "evidence_decide",
    "evidence_expire",
    "evidence_give",
    "evidence_hold",
    "evidence_look",
    "evidence_withdraw",
    "finder_register",
    "goods_look_again",
    "goods_waiting_tell",
    "merchant_tie",
    "merchant_untie",
    "offer_decide",
    "offer_propose",
    "offer_withdraw",
    "offers_hold",
    "offers_pin",
    "offers_release",
    "offers_settle",
    "pack_import",
    "paper_attach",
    "paper_decide",
    "paper_give",
    "paper_hand_in",
    "paper_look",
    "paper_withdraw",
    "papers_tell",
    "prices_report",
    "product_decide",
    "product_take",
    "products_check",
    "products_decide",
    "products_import",
    "products_recheck",
    "products_undo",
    "recall_add",
    "recall_lift",
    "recalls_import",
    "release_note",
    "relooks_tell",
    "seller_inform",
    "sellers_keep",
    "snapshot_keep",
    "snapshots_destroy",
    "standard_now",
    "statement_make",
    "statements_destroy",
    "supplier_change",
    "supplier_close",
    "supplier_file",
    "supplier_hold",
    "supplier_look",
    "suppliers_expire",
    "suppliers_used",
]
