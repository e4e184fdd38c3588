"""Files: looked at before they are kept, sealed where they lie, fetched once by whoever may."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from office import codec, services
from office.models import File
from office.services import kinds, parts, purposes
from office.services.parts import FileBroken, StorageAway, storage_of
from office.services.purposes import Purpose
from tests.attack.conftest import signed_in
from tests.office.filing import fetch, put, raw, store, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("anything")]
ALL = frozenset(kinds.KINDS)


@pytest.mark.parametrize("size", [1, codec.PART - 1, codec.PART, codec.PART + 1, 3 * codec.PART])
def test_what_was_stored_comes_back_and_lies_sealed(lin, size):
    content = (b"name,phone\n" + b"13800138000," * size)[:size]

    file = store(lin, content, "名单.csv")

    assert fetch(lin, file) == ("名单.csv", content)
    assert (file.size, file.parts) == (size, -(-size // codec.PART))
    lying = b"".join(raw(name) for name in stored(file))
    assert b"13800138000" not in lying
    assert "名单".encode() not in bytes(file.name_sealed)


def test_files_lie_outside_of_everything_that_is_served():
    root = django_settings.FILES_ROOT
    served = [django_settings.STATICFILES_DIRS[0], django_settings.STATIC_ROOT or "/nowhere"]

    assert not any(str(root).startswith(str(place)) for place in served)


def spoiled(how, first, second):
    one, two = raw(first), raw(second)
    if how == "altered":
        put(first, one[:-1] + bytes([one[-1] ^ 1]))
    elif how == "swapped":
        put(first, two), put(second, one)
    elif how == "repeated":
        put(second, one)
    elif how == "cut short":
        storage_of().delete(second)
    elif how == "shortened":
        put(second, two[:40])


@pytest.mark.parametrize("how", ["altered", "swapped", "repeated", "cut short", "shortened"])
def test_a_part_that_is_not_what_was_put_there_is_never_read(lin, how):
    file = store(lin, b"a" * (2 * codec.PART), "a.txt")
    spoiled(how, *stored(file))

    with pytest.raises(FileBroken):
        fetch(lin, file)


def test_a_part_of_another_file_does_not_open(lin):
    first, second = store(lin, b"one", "a.txt"), store(lin, b"two", "b.txt")
    put(stored(first)[0], raw(stored(second)[0]))

    with pytest.raises(FileBroken):
        fetch(lin, first)


def test_the_key_of_a_file_fits_no_other_row(lin):
    first, second = store(lin, b"one", "a.txt"), store(lin, b"two", "b.txt")
    with acting(lin), transaction.atomic():
        File.objects.filter(pk=first.pk).update(wrapped_key=second.wrapped_key)

    with pytest.raises(Exception, match="does not fit"):
        fetch(lin, first)


def test_a_file_cut_after_its_last_whole_part_is_noticed(lin):
    file = store(lin, b"a" * (2 * codec.PART), "a.txt")
    with acting(lin), transaction.atomic():
        File.objects.filter(pk=file.pk).update(parts=1)

    with pytest.raises(FileBroken):
        fetch(lin, file)


@pytest.mark.parametrize("who", ["wu", "outsider"])
def test_a_file_is_for_its_owner_and_for_nobody_else(request, lin, who):
    file, other = store(lin, b"x", "a.txt"), request.getfixturevalue(who)

    with pytest.raises(NotFound):
        fetch(other, file)
    browser = signed_in(other)
    assert browser.post(f"/files/{file.pk}/take").status_code == 404


def test_a_stranger_is_sent_to_sign_in(lin, client):
    file = store(lin, b"x", "a.txt")

    assert client.post(f"/files/{file.pk}/take")["Location"].startswith("/accounts/login/")
    assert client.get("/files/" + "x" * 43)["Location"].startswith("/accounts/login/")


def test_who_stored_and_who_took_is_recorded_without_the_name(lin):
    file = store(lin, b"x", "张三的身份证.txt")
    fetch(lin, file)

    with acting(lin), transaction.atomic():
        found = Entry.objects.filter(subject_ref=str(file.pk)).order_by("id")
        assert [one.action for one in found] == ["office.file_stored", "office.file_opened"]
        assert not [one for one in found if "张三" in bytes(one.body).decode()]


def test_a_destroyed_file_has_no_key_no_name_and_no_parts(lin, django_capture_on_commit_callbacks):
    file = store(lin, b"x", "a.txt")
    names = stored(file)
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.file_destroy(actor=lin, file_id=file.pk)
        assert not services.file_destroy(actor=lin, file_id=file.pk)

    assert not [name for name in names if storage_of().exists(name)]
    with pytest.raises(NotFound):
        fetch(lin, file)


def test_next_year_what_was_to_be_kept_for_a_week_is_gone_and_the_rest_is_not(
    lin, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(purposes._purposes, "test", Purpose(kinds=ALL, keep=timedelta(days=7)))
    short = store(lin, b"x", "a.txt")
    monkeypatch.setitem(purposes._purposes, "test", Purpose(kinds=ALL))
    lasting = store(lin, b"x", "a.txt")
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(366 * 86_400))

    from office.selectors import files_due

    assert files_due(clock.now()) == [lin.tenant_id]
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.files_expire(actor=lin) == 1
    with pytest.raises(NotFound):
        fetch(lin, short)
    assert fetch(lin, lasting)[1] == b"x"


def test_an_upload_that_breaks_in_the_middle_leaves_nothing(lin, monkeypatch):
    write = parts.Place.write
    seen = []

    def broken(place, index, content, *, is_last):
        seen.append(place)
        if index == 1:
            raise OSError("disk full")
        write(place, index, content, is_last=is_last)

    monkeypatch.setattr(parts.Place, "write", broken)
    with pytest.raises(OSError, match="disk full"):
        store(lin, b"a" * (3 * codec.PART), "a.txt")

    assert not storage_of().exists(seen[0].name(0))
    with acting(lin), transaction.atomic():
        assert not File.objects.exists()


def test_a_storage_without_paths_does_as_well(lin, settings, django_capture_on_commit_callbacks):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"files": memory}
    content = b"a" * (2 * codec.PART + 1)

    file = store(lin, content, "a.txt")

    assert fetch(lin, file)[1] == content
    assert len(stored(file)) == 3
    with django_capture_on_commit_callbacks(execute=True), acting(lin):
        assert services.file_destroy(actor=lin, file_id=file.pk)
    assert storage_of().listdir(lin.tenant_id.hex) == ([], [])


class Gone(InMemoryStorage):
    """An object store that nobody answers for, in the words of its own client."""

    class EndpointConnectionError(Exception):
        pass

    def _away(self, *_args, **_options):
        raise self.EndpointConnectionError("Could not connect to https://bucket.invalid/")

    save = open = delete = exists = listdir = _away


@pytest.mark.django_db(transaction=True)
def test_a_storage_that_is_away_is_said_to_be_and_nothing_is_lost(lin, settings, caplog):
    file = store(lin, b"one", "a.txt")
    here = settings.STORAGES
    settings.STORAGES = here | {"files": {"BACKEND": f"{__name__}.Gone"}}

    with pytest.raises(StorageAway):
        store(lin, b"two", "b.txt")
    with pytest.raises(StorageAway):
        fetch(lin, file)

    assert "EndpointConnectionError" in caplog.text
    assert "bucket.invalid" not in caplog.text
    settings.STORAGES = here
    assert fetch(lin, file)[1] == b"one"
    with acting(lin), transaction.atomic():
        assert File.objects.count() == 1


def test_a_storage_can_be_tried_before_anybody_relies_on_it(settings, capsys):
    call_command("files", "try")
    assert capsys.readouterr().out.count("ok") == 6
    here = settings.STORAGES
    settings.STORAGES = here | {"files": {"BACKEND": f"{__name__}.Gone"}}

    with pytest.raises(CommandError, match="EndpointConnectionError"):
        call_command("files", "try")
    settings.STORAGES = here | {"files": {"BACKEND": f"{__name__}.Renaming"}}
    with pytest.raises(CommandError, match="kept"):
        call_command("files", "try")


class Renaming(InMemoryStorage):
    """A storage that thinks of names of its own."""

    def get_available_name(self, name, max_length=None):
        return f"{name}-1"
