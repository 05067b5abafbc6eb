"""The first administrator comes in by the command line; the matrix can be printed."""

from flask import Flask

from tests.desk import DeskClient

GOOD = "another fine passphrase"


def test_the_first_administrator(app: Flask) -> None:
    run = app.test_cli_runner()
    asked = [
        "accounts",
        "invite",
        "--name",
        "管理员",
        "--email",
        "a@example.test",
        "--role",
        "administrator",
        "--by",
        "1",
    ]
    answer = run.invoke(args=asked)
    assert answer.exit_code == 0, answer.output
    link = answer.output.strip().removeprefix(app.extensions["settings"].base_address)
    client = DeskClient(app)
    client.get(link)
    client.post(link, {"password": GOOD, "again": GOOD})
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "a@example.test", "password": GOOD})
    assert run.invoke(args=asked).exit_code == 1


def test_the_matrix_on_paper(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["permissions"]).output
    assert "accounts.manage\t管理账号 / Manage accounts" in printed
    assert "系统管理员" in printed
