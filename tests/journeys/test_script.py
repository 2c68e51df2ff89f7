"""What the one script of the pages does, in a real browser without a server."""

import datetime as dt

from playwright.sync_api import expect

from tests.architecture.test_look import JS

OPENED = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)
PAGE = f"""<!doctype html><body data-sending="Mengirim…">
<form method="post" action="/simpan"><button type="submit">Simpan</button></form>
<script>{JS.read_text()}</script></body>"""


def test_a_form_is_sent_once_and_again_only_after_no_answer_came(page) -> None:
    sent = []

    def answer(route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.abort("aborted")  # as by the browser's own button to stop
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.clock.install(time=OPENED)
    page.goto("http://mitra.example/")
    page.clock.pause_at(OPENED + dt.timedelta(minutes=1))  # from here on only as it is told
    button = page.locator("button")
    button.click()
    page.clock.run_for(100)
    expect(button).to_have_text("Mengirim…")
    page.clock.run_for(14_000)
    button.evaluate("button => button.click()")
    assert len(sent) == 1
    page.clock.run_for(1_000)
    expect(button).to_have_text("Simpan")
    button.click()
    page.clock.run_for(100)
    assert len(sent) == 2
