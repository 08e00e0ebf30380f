"""Logins: only hashes are kept, wrong passwords are slowed down, who is taken out is out."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ui.accounts import SECONDS, TRIES, Accounts, UsersFileError, remove_user, set_password

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


def test_a_user_is_admitted_by_the_password_alone(tmp_path: Path) -> None:
    file = tmp_path / "users"
    set_password(file, "ada", PASSWORD, "admin")
    set_password(file, "bob", "another password")
    accounts = Accounts(file)
    assert accounts.admits("ada", PASSWORD)
    assert not accounts.admits("ada", "another password")
    assert not accounts.admits("eve", PASSWORD)
    assert not accounts.admits("ada", "")
    assert [accounts.is_admin(name) for name in ("ada", "bob", "eve", None)] == [True, False, False, False]


def test_the_file_holds_no_password_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "users"
    set_password(file, "ada", PASSWORD)
    assert PASSWORD not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_password_takes_the_place_of_the_old_one_and_a_removed_user_is_out_at_once(tmp_path: Path) -> None:
    file = tmp_path / "users"
    set_password(file, "ada", PASSWORD)
    accounts = Accounts(file)
    assert accounts.admits("ada", PASSWORD)
    set_password(file, "ada", "a second password")
    assert accounts.admits("ada", "a second password")
    assert not accounts.admits("ada", PASSWORD)
    remove_user(file, "ada")
    assert not accounts.admits("ada", "a second password")


def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(tmp_path: Path) -> None:
    file = tmp_path / "users"
    now = 1000.0
    set_password(file, "ada", PASSWORD)
    accounts = Accounts(file, clock=lambda: now)
    for _ in range(TRIES):
        assert not accounts.admits("ada", "a wrong password")
    assert not accounts.admits("ada", PASSWORD)
    now += SECONDS + 1
    assert accounts.admits("ada", PASSWORD)


@pytest.mark.parametrize(("name", "password"), [("a:b", PASSWORD), ("", PASSWORD), ("a b", PASSWORD), ("ada", "short")])
def test_what_cannot_be_a_login_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(UsersFileError):
        set_password(tmp_path / "users", name, password)


def test_a_file_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    file = tmp_path / "users"
    with pytest.raises(UsersFileError, match="tradeqa user"):
        assert Accounts(file).users
    file.write_text("ada:password\n", encoding="utf-8")
    with pytest.raises(UsersFileError, match="line 1"):
        assert Accounts(file).users
    with pytest.raises(UsersFileError, match="no user 'eve'"):
        remove_user(file, "eve")
