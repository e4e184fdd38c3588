"""Stable codes of what is wrong with a number, and of what is odd about it."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a number is refused."""

    EMPTY = "empty"
    LENGTH = "length"
    ALPHABET = "alphabet"
    CHECK_DIGIT = "check_digit"
    IMPOSSIBLE_DATE = "impossible_date"
    FUTURE_BIRTH = "future_birth"
    LEGACY_15 = "legacy_15"
    OTHER_KIND = "other_kind"
    SEGMENT = "segment"
    KIND_UNKNOWN = "kind_unknown"
    UNDER_AGE = "under_age"
    EXPIRED = "expired"


class Caution(StrEnum):
    """What is worth a second look at a number that is taken."""

    AREA_UNKNOWN = "area_unknown"
    AREA_NOT_IN_FORCE = "area_not_in_force_at_birth"
    AGE_OVER_120 = "age_over_120"
    UNDER_16 = "under_16"
    UNDER_18 = "under_18"
    INNER_CHECK = "inner_check"
    AUTHORITY_UNKNOWN = "authority_unknown"
    COUNTRY_UNKNOWN = "country_unknown"
    LEGACY_FORM = "legacy_form"
    NO_DIGITS = "no_digits"
    INTERNATIONAL = "international"
    VIRTUAL_OPERATOR = "virtual_operator"
    IOT_SEGMENT = "iot_segment"
