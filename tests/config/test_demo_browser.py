"""The small browser of `demo --once`: it sends what a page's forms hold, and nothing else."""

import pytest

from config.demo import browser
from config.demo.browser import PageFailed

PAGE = """
<a href="/one/">1</a><a href="/two/3/">2</a>
<form action="/search/"><input name="q" value="old"></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="abc">
<input type="radio" name="count" value="1"><input type="radio" name="count" value="2" checked>
<input type="file" name="paper"><textarea name="why"></textarea><input type="submit" value="x">
<button type="submit" name="decision" value="accept">OK</button></form>
<p>Jumlah   <b>Rp8.400</b></p>
"""


@pytest.fixture
def page():
    return browser._read("http://127.0.0.1:1/here/?a=b", PAGE)


def test_a_form_brings_back_what_the_page_put_into_it(page):
    form = page.form(having="count")
    assert (form.action, form.method) == ("/here/?a=b", "post")
    assert form.values == [("csrfmiddlewaretoken", "abc"), ("count", "2"), ("why", "")]
    assert form.choices == {"count": ["1", "2"]}
    assert form.buttons == [("decision", "accept")]


def test_choosing_and_typing_replace_what_was_there(page):
    form = page.form(having="count").fill(count="1", why="because")
    assert sorted(form.values) == [
        ("count", "1"),
        ("csrfmiddlewaretoken", "abc"),
        ("why", "because"),
    ]


def test_a_file_is_sent_beside_what_was_typed(page):
    form = page.form(having="count").attach("paper", "a.jpg", b"JPEG")
    sent = browser._with_files(form.values, form.files)
    assert b'name="why"' in sent and b'filename="a.jpg"' in sent and b"JPEG" in sent
    with pytest.raises(PageFailed):
        form.attach("why", "a.jpg", b"")


def test_a_field_link_form_or_word_that_is_not_there_is_an_error(page):
    assert page.link("/two/") == "/two/3/"
    page.must_say("Jumlah Rp8.400")
    for missing in (
        lambda: page.form("/search/").fill(nothing="1"),
        lambda: page.link("/three/"),
        lambda: page.form("/elsewhere/"),
        lambda: page.must_say("Rp9.999"),
    ):
        with pytest.raises(PageFailed):
            missing()


def test_a_page_that_is_not_there_is_an_error(web):
    with pytest.raises(PageFailed, match="answered 404"):
        browser.Browser(web).open("/tidak-ada/")
    assert browser.Browser(web).open("/masuk/").form(having="password").method == "post"
