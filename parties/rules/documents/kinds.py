"""What a document may be, and by which code the tax authority calls it."""

from enum import StrEnum


class Kind(StrEnum):
    """The forms a number can have."""

    RESIDENT_ID = "resident_id"
    USCC = "uscc"
    HK_MO_TW_PERMIT = "hk_mo_tw_permit"
    FOREIGN_PERMANENT = "foreign_permanent"
    PASSPORT = "passport"
    MOBILE = "mobile"


class Paper(StrEnum):
    """What somebody holds in his hand. Residence permits have the form of resident numbers."""

    RESIDENT_CARD = "resident_card"
    FOREIGN_PASSPORT = "foreign_passport"
    HK_MO_TRAVEL_PERMIT = "hk_mo_travel_permit"
    TW_TRAVEL_PERMIT = "tw_travel_permit"
    FOREIGN_PERMANENT_CARD = "foreign_permanent_card"
    HK_MO_RESIDENCE_PERMIT = "hk_mo_residence_permit"
    TW_RESIDENCE_PERMIT = "tw_residence_permit"
    OTHER_PERSONAL = "other_personal"
    ORGANISATION_CODE = "organisation_code"


# The electronic tax bureau's 证件类型. These codes are known from memory: data, never a key.
TAX_CODES = {
    Paper.RESIDENT_CARD: "201",
    Paper.FOREIGN_PASSPORT: "208",
    Paper.HK_MO_TRAVEL_PERMIT: "210",
    Paper.TW_TRAVEL_PERMIT: "213",
    Paper.FOREIGN_PERMANENT_CARD: "233",
    Paper.HK_MO_RESIDENCE_PERMIT: "237",
    Paper.TW_RESIDENCE_PERMIT: "238",
    Paper.OTHER_PERSONAL: "239",
    Paper.ORGANISATION_CODE: "101",
}
