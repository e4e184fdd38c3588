"""What a grant opens: which regions of which matter."""

from portal.rules.sight import Opened, holds, regions_of


def opened(region, *matters):
    return Opened(frozenset(matters), region)


def test_each_matter_has_the_regions_of_its_own_grants():
    granted = [opened("33", "conduct"), opened("3301", "tax", "conduct"), opened("", "record")]

    assert regions_of(granted, "conduct") == {"33"}  # Hangzhou lies in Zhejiang
    assert regions_of(granted, "tax") == {"3301"}
    assert regions_of(granted, "record") == {""}
    assert regions_of(granted, "complaints") is None
    assert regions_of([], "conduct") is None


def test_a_code_lies_in_a_region_that_it_begins_with():
    assert holds({"33"}, "330106")
    assert not holds({"33"}, "310115")
    assert not holds({"330106"}, "33")  # a whole province is more than a district
    assert holds({""}, "310115")
    assert holds({""}, "")
    assert not holds({"33"}, "")
    assert not holds(set(), "330106")
