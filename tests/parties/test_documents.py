"""Which identity numbers are taken, and what they say."""

import json
from datetime import date

import pytest

from parties.rules import documents
from parties.rules.documents import TAX_CODES, Caution, Fault, Kind, Paper, check
from parties.rules.documents.digits import credit_check, resident_check, subject_check
from tests import data

DATA = data.DATA / "04_identity"
ON = date(2026, 11, 29)
KINDS = {
    "cn_resident_id": Kind.RESIDENT_ID,
    "cn_resident_id_15": Kind.RESIDENT_ID,
    "cn_uscc": Kind.USCC,
    "cn_mobile": Kind.MOBILE,
}
# Where libraries disagree among themselves, or with our policy: what we answer, and why.
OURS = {
    ("110201199312010077", "strict_region_time"): True,  # area codes warn
    ("500154199301135886", "strict_region_time"): True,
    ("411082198901010002", "strict_region_time"): True,
    ("33010219200403064x", "strict_case"): True,  # small letters are a way of writing
    ("150102880730303", ""): False,  # numbers of fifteen digits are out of use
    ("111111111111111", "lax"): False,
    ("110101491001001", "province_prefix_only"): False,
    ("92138389438", ""): False,  # no mainland segment begins with 9
    ("008692138389438", ""): False,
    ("+86-13838389438", ""): True,  # a hyphen is a way of writing
    ("0086-13811211114", ""): True,
}


def vectors(name: str) -> list[dict]:
    """Return published vectors of our kinds; skip loudly where they are absent."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"NOT CHECKED: {path} is absent, so nothing was compared with the sources")
    return [one for one in json.loads(path.read_bytes()) if one["kind"] in KINDS]


def person(area="110105", born="19900307", order="123") -> str:
    body = area + born + order
    return body + resident_check(body)


def organisation(head="91", area="310115", subject="MA1K3BTP") -> str:
    return credited(head + area + subject + subject_check(subject))


def credited(body: str) -> str:
    return body + credit_check(body)


def test_every_published_vector_is_answered_by_our_policy():
    rows = vectors("id_vectors.json")

    assert len(rows) > 150
    for one in rows:
        wanted = OURS.get((one["value"], one["mode"]), one["valid"])
        found = check(KINDS[one["kind"]], one["value"], ON)
        assert found.valid is wanted, (one, found.errors)


def test_every_vector_we_answer_otherwise_is_among_the_published_ones():
    known = {(one["value"], one["mode"]) for one in vectors("id_vectors.json")}

    assert OURS.keys() <= known


def test_every_derived_negative_is_refused_with_and_without_its_kind():
    rows = vectors("id_vectors_derived_negative.json")

    assert len(rows) > 200
    for one in rows:
        assert not check(KINDS[one["kind"]], one["value"], ON).valid, one
        assert not check(None, one["value"], ON).valid, one


def test_valid_vectors_are_recognised_without_their_kind():
    for one in vectors("id_vectors.json"):
        told = check(KINDS[one["kind"]], one["value"], ON)
        assert not told.valid or check(None, one["value"], ON) == told, one


FAULTS = [
    *((kind, "", Fault.EMPTY) for kind in Kind),
    *((kind, " - \u3000", Fault.EMPTY) for kind in Kind),
    (None, "", Fault.EMPTY),
    (None, "??", Fault.KIND_UNKNOWN),
    (None, "123456789012", Fault.KIND_UNKNOWN),
    (Kind.RESIDENT_ID, "11010519491231002", Fault.LENGTH),
    (Kind.RESIDENT_ID, "11010519491231002X0", Fault.LENGTH),
    (Kind.RESIDENT_ID, "T60426199101010078", Fault.ALPHABET),
    (Kind.RESIDENT_ID, "1101051949123100X2", Fault.ALPHABET),
    (Kind.RESIDENT_ID, "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", Fault.ALPHABET),
    (Kind.RESIDENT_ID, "360426199101010072", Fault.CHECK_DIGIT),
    (Kind.RESIDENT_ID, "110105194902310022", Fault.IMPOSSIBLE_DATE),
    (Kind.RESIDENT_ID, person(born="19900229"), Fault.IMPOSSIBLE_DATE),
    (Kind.RESIDENT_ID, person(born="00001201"), Fault.IMPOSSIBLE_DATE),
    (Kind.RESIDENT_ID, person(born="20261130"), Fault.FUTURE_BIRTH),
    (Kind.RESIDENT_ID, "110105491231002", Fault.LEGACY_15),
    (Kind.RESIDENT_ID, person(area="911840"), Fault.OTHER_KIND),
    (Kind.USCC, "9111000060003734L", Fault.LENGTH),
    (Kind.USCC, "110105491231002", Fault.LENGTH),
    (Kind.USCC, "9111000060003IOZSV", Fault.ALPHABET),
    (Kind.USCC, "91A10000600037341L", Fault.ALPHABET),
    (Kind.USCC, "91110000600037341N", Fault.CHECK_DIGIT),
    (Kind.HK_MO_TW_PERMIT, "H1234567", Fault.LENGTH),
    (Kind.HK_MO_TW_PERMIT, "H123456789", Fault.LENGTH),
    (Kind.HK_MO_TW_PERMIT, "T12345678", Fault.ALPHABET),
    (Kind.HK_MO_TW_PERMIT, "1234567", Fault.LENGTH),
    (Kind.HK_MO_TW_PERMIT, "H12345678901", Fault.LENGTH),
    (Kind.HK_MO_TW_PERMIT, "11010519491231002X", Fault.OTHER_KIND),
    (Kind.HK_MO_TW_PERMIT, "810000199001010018", Fault.CHECK_DIGIT),
    (Kind.HK_MO_TW_PERMIT, person(area="820000", born="19901301"), Fault.IMPOSSIBLE_DATE),
    (Kind.HK_MO_TW_PERMIT, person(area="830000", born="20270101"), Fault.FUTURE_BIRTH),
    (Kind.FOREIGN_PERMANENT, "USA12345678901", Fault.LENGTH),
    (Kind.FOREIGN_PERMANENT, "US1123456789012", Fault.ALPHABET),
    (Kind.FOREIGN_PERMANENT, "9X1840199001011231", Fault.ALPHABET),
    (Kind.FOREIGN_PERMANENT, person(), Fault.OTHER_KIND),
    (Kind.FOREIGN_PERMANENT, person(area="931840")[:-1] + "?", Fault.ALPHABET),
    (Kind.FOREIGN_PERMANENT, person(area="931840", born="19900431"), Fault.IMPOSSIBLE_DATE),
    (Kind.FOREIGN_PERMANENT, person(area="931840", born="20261201"), Fault.FUTURE_BIRTH),
    (Kind.PASSPORT, "E123", Fault.LENGTH),
    (Kind.PASSPORT, "E" * 21, Fault.LENGTH),
    (Kind.PASSPORT, "E1234*678", Fault.ALPHABET),
    (Kind.PASSPORT, "護E1234567", Fault.ALPHABET),
    (Kind.MOBILE, "1383838943", Fault.LENGTH),
    (Kind.MOBILE, "013838389438", Fault.LENGTH),
    (Kind.MOBILE, "+008613811211114", Fault.LENGTH),
    (Kind.MOBILE, "+8613838389", Fault.LENGTH),
    (Kind.MOBILE, "12038389438", Fault.SEGMENT),
    (Kind.MOBILE, "+8612038389438", Fault.SEGMENT),
    (Kind.MOBILE, "1383838943A", Fault.ALPHABET),
    (Kind.MOBILE, "138+38389438", Fault.ALPHABET),
]


@pytest.mark.parametrize(("kind", "value", "fault"), FAULTS)
def test_a_faulty_number_is_refused_for_its_fault(kind, value, fault):
    found = check(kind, value, ON)

    assert fault in found.errors
    assert not found.valid
    assert (found.birth_date, found.sex, found.region, found.country) == (None,) * 4


def test_the_table_of_faults_leaves_none_out():
    held = {Fault.UNDER_AGE, Fault.EXPIRED}  # the holder's, below

    assert {fault for _kind, _value, fault in FAULTS} | held == set(Fault)
    assert {kind for kind, _value, fault in FAULTS if fault != Fault.EMPTY} >= set(Kind)


CAUTIONS = [
    (Kind.RESIDENT_ID, person(area="119999"), Caution.AREA_UNKNOWN),
    (Kind.RESIDENT_ID, person(area="799999"), Caution.AREA_UNKNOWN),
    (Kind.RESIDENT_ID, "110201199312010077", Caution.AREA_NOT_IN_FORCE),
    (Kind.RESIDENT_ID, "500154199301135886", Caution.AREA_NOT_IN_FORCE),
    (Kind.RESIDENT_ID, person(born="19051128"), Caution.AGE_OVER_120),
    (Kind.RESIDENT_ID, person(born="20101130"), Caution.UNDER_16),
    (Kind.RESIDENT_ID, person(born="20101129"), Caution.UNDER_18),
    (Kind.RESIDENT_ID, person(born="20081130"), Caution.UNDER_18),
    (Kind.USCC, credited("91310115MA1K3BTP3"), Caution.INNER_CHECK),
    (Kind.USCC, organisation(area="999999"), Caution.AREA_UNKNOWN),
    (Kind.USCC, organisation(head="B1"), Caution.AUTHORITY_UNKNOWN),
    (Kind.FOREIGN_PERMANENT, "USA123456789012", Caution.LEGACY_FORM),
    (Kind.FOREIGN_PERMANENT, "QQQ123456789012", Caution.COUNTRY_UNKNOWN),
    (Kind.FOREIGN_PERMANENT, person(area="931999"), Caution.COUNTRY_UNKNOWN),
    (Kind.FOREIGN_PERMANENT, person(area="999840"), Caution.AREA_UNKNOWN),
    (Kind.HK_MO_TW_PERMIT, "H1234567801", Caution.LEGACY_FORM),
    (Kind.HK_MO_TW_PERMIT, "1234567801", Caution.LEGACY_FORM),
    (Kind.HK_MO_TW_PERMIT, "1234567801B", Caution.LEGACY_FORM),
    (Kind.HK_MO_TW_PERMIT, person(area="810101"), Caution.AREA_UNKNOWN),
    (Kind.PASSPORT, "ABCDEFG", Caution.NO_DIGITS),
    (Kind.MOBILE, "+85291234567", Caution.INTERNATIONAL),
    (Kind.MOBILE, "0044 7911 123456", Caution.INTERNATIONAL),
    (Kind.MOBILE, "17012345678", Caution.VIRTUAL_OPERATOR),
    (Kind.MOBILE, "14812345678", Caution.IOT_SEGMENT),
]


@pytest.mark.parametrize(("kind", "value", "caution"), CAUTIONS)
def test_an_odd_number_is_taken_with_a_warning(kind, value, caution):
    found = check(kind, value, ON)

    assert found.valid, found.errors
    assert caution in found.warnings


def test_the_table_of_warnings_leaves_none_out():
    assert {caution for _kind, _value, caution in CAUTIONS} == set(Caution)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.RESIDENT_ID, person()),
        (Kind.RESIDENT_ID, person(area="440401", born="19580101")),  # its code came in 1984
        (Kind.RESIDENT_ID, person(born="20081129")),
        (Kind.RESIDENT_ID, person(born="19061129")),
        (Kind.USCC, "91110000600037341L"),
        (Kind.USCC, organisation(area="100000")),
        (Kind.HK_MO_TW_PERMIT, "H12345678"),
        (Kind.HK_MO_TW_PERMIT, "12345678"),
        (Kind.FOREIGN_PERMANENT, person(area="931840")),
        (Kind.PASSPORT, "E12345678"),
        (Kind.MOBILE, "13838389438"),
    ],
)
def test_an_ordinary_number_is_taken_without_warning(kind, value):
    found = check(kind, value, ON)

    assert (found.valid, found.warnings) == (True, ())
    assert check(None, value, ON) == found


@pytest.mark.parametrize("authority", "123456789ANY")
def test_every_registering_authority_may_lead_a_credit_code(authority):
    found = check(Kind.USCC, organisation(head=authority + "1"), ON)

    assert (found.valid, found.warnings) == (True, ())


def test_a_resident_number_says_when_where_and_who():
    found = check(Kind.RESIDENT_ID, "11010519491231002X", ON)

    assert (found.birth_date, found.sex, found.country) == (date(1949, 12, 31), "female", "CHN")
    assert (found.region, found.region_code) == ("北京市朝阳区", "110105")


def test_a_county_is_called_what_it_was_called_at_birth():
    before = check(Kind.RESIDENT_ID, person(area="362324", born="19800101"), ON)
    after = check(Kind.RESIDENT_ID, person(area="362324", born="19820101"), ON)

    assert (before.region, after.region) == ("江西省宜春地区丰城县", "江西省上饶地区铅山县")


def test_of_an_unknown_county_the_city_and_the_province_are_said():
    assert check(Kind.RESIDENT_ID, person(area="320199"), ON).region == "江苏省南京市"
    assert check(Kind.RESIDENT_ID, person(area="329999"), ON).region == "江苏省"
    assert check(Kind.RESIDENT_ID, person(area="779999"), ON).region is None


def test_a_credit_code_says_where_it_was_registered_and_what_it_is():
    kinds = {"91": "company", "92": "individual_business", "93": "cooperative", "51": None}

    for head, entity in kinds.items():
        found = check(None, organisation(head=head), ON)
        assert (found.region, found.entity) == ("上海市浦东新区", entity)


def test_a_permanent_resident_has_a_country_and_a_province():
    found = check(None, person(area="931840", order="122"), ON)

    assert (found.kind, found.country, found.region) == (Kind.FOREIGN_PERMANENT, "USA", "上海市")
    assert (found.birth_date, found.sex) == (date(1990, 3, 7), "female")


@pytest.mark.parametrize(
    ("value", "region", "country"),
    [
        ("810000199001010019", "香港特别行政区", "HKG"),
        ("820000198512310029", "澳门特别行政区", "MAC"),
        ("830000199510100032", "台湾省", "TWN"),
    ],
)
def test_a_residence_permit_is_taken_as_either_kind(value, region, country):
    for kind in (Kind.RESIDENT_ID, Kind.HK_MO_TW_PERMIT):
        found = check(kind, value, ON)
        assert (found.valid, found.kind, found.warnings) == (True, kind, ())
        assert (found.region, found.country) == (region, country)
    assert check(None, value, ON).kind == Kind.RESIDENT_ID


@pytest.mark.parametrize(
    ("kind", "value", "spelled"),
    [
        (Kind.RESIDENT_ID, " １１０１０５ 1949-1231 002ｘ", "11010519491231002X"),
        (Kind.USCC, "91 110000 600037341l", "91110000600037341L"),
        (Kind.HK_MO_TW_PERMIT, "ｈ12345678", "H12345678"),
        (Kind.PASSPORT, "e 1234–5678", "E12345678"),
        (Kind.MOBILE, "＋86 (138) 3838.9438", "13838389438"),
        (Kind.MOBILE, "8613838389438", "13838389438"),
        (Kind.MOBILE, "00852 9123 4567", "+85291234567"),
    ],
)
def test_ways_of_writing_are_one_number(kind, value, spelled):
    found = check(kind, value, ON)

    assert (found.valid, found.normalised) == (True, spelled)
    assert check(None, value, ON) == found


def test_a_holder_too_young_or_a_document_too_old_is_refused():
    young = person(born="20101130")

    assert check(None, young, ON, least_age=16).errors == (Fault.UNDER_AGE,)
    assert check(None, young, date(2026, 11, 30), least_age=16).valid
    assert check(Kind.PASSPORT, "E12345678", ON, expires_on=date(2026, 11, 28)).errors == (
        Fault.EXPIRED,
    )
    assert check(Kind.PASSPORT, "E12345678", ON, expires_on=ON, least_age=16).valid


def test_every_number_knows_its_paper():
    papers = {
        person(): Paper.RESIDENT_CARD,
        person(area="820000"): Paper.HK_MO_RESIDENCE_PERMIT,
        person(area="830000"): Paper.TW_RESIDENCE_PERMIT,
        person(area="931840"): Paper.FOREIGN_PERMANENT_CARD,
        "H12345678": Paper.HK_MO_TRAVEL_PERMIT,
        "12345678": Paper.TW_TRAVEL_PERMIT,
        "X1234567": Paper.FOREIGN_PASSPORT,
        organisation(): Paper.ORGANISATION_CODE,
        "13838389438": None,
        "110105194912310021": None,
    }

    assert {value: documents.paper(check(None, value, ON)) for value in papers} == papers
    assert TAX_CODES.keys() == set(Paper)
    assert len(set(TAX_CODES.values())) == len(Paper)


def test_an_unknown_kind_is_the_callers_mistake():
    with pytest.raises(ValueError, match="licence"):
        check("licence", person(), ON)


# Ages


def test_an_age_is_reached_on_the_birthday():
    born = date(2009, 7, 1)

    assert documents.age_on(born, date(2025, 6, 30)) == 15
    assert documents.age_on(born, date(2025, 7, 1)) == 16
    assert documents.turns(born, 16) == date(2025, 7, 1)


def test_whoever_is_born_on_a_leap_day_has_a_birthday_in_every_year():
    born = date(2008, 2, 29)

    assert documents.turns(born, 16) == date(2024, 2, 29)
    assert documents.turns(born, 18) == date(2026, 3, 1)
    assert documents.age_on(born, date(2026, 2, 28)) == 17
    assert documents.age_on(born, date(2026, 3, 1)) == 18
    assert documents.turns(born, 18, leap="feb28") == date(2026, 2, 28)
    assert documents.age_on(born, date(2026, 2, 28), leap="feb28") == 18
    assert documents.age_on(born, date(2024, 2, 28), leap="feb28") == 15
