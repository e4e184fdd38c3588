"""What is sold, by which catalogue it was judged, who supplies it with which papers."""

from catalog.models.advert import AdStatement, Advert, Endorsement
from catalog.models.claim import ClaimEvidence, PriceDeal
from catalog.models.desk import ProductLease, ProductUndo
from catalog.models.edition import Draft, Edition
from catalog.models.merchant import Merchant
from catalog.models.notice import EditionNotice
from catalog.models.offer import Offer, PageSnapshot, Pin, SellerDisplay
from catalog.models.offer_hold import OfferHold
from catalog.models.product import Product, ProductDecision, ProductVerdict
from catalog.models.release import Release
from catalog.models.supplier import Recall, Supplier, SupplierPaper

__all__ = [
    "AdStatement",
    "Advert",
    "ClaimEvidence",
    "Draft",
    "Edition",
    "EditionNotice",
    "Endorsement",
    "Merchant",
    "Offer",
    "OfferHold",
    "PageSnapshot",
    "Pin",
    "PriceDeal",
    "Product",
    "ProductDecision",
    "ProductLease",
    "ProductUndo",
    "ProductVerdict",
    "Recall",
    "Release",
    "SellerDisplay",
    "Supplier",
    "SupplierPaper",
]
