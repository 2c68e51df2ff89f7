"""Finding the texts that people read, without the tools of gettext."""

import pytest

from config import texts
from config.texts import Text


def test_a_module_asks_by_every_name_gettext_has():
    source = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as in_context
_("Iuran " "bulan ini")
ngettext("%d bulan", "%d bulan-bulan", 2)
in_context("waktu", "Pagi")
other("Bukan teks")
"""
    assert list(texts.in_python(source)) == [
        Text("Iuran bulan ini"),
        Text("%d bulan", "%d bulan-bulan"),
        Text("Pagi", context="waktu"),
    ]


def test_a_text_that_is_put_together_cannot_be_read():
    source = "from django.utils.translation import gettext as _\n_(f'{a} bulan')"
    with pytest.raises(texts.UnableToReadText):
        list(texts.in_python(source))


def test_a_template_asks_with_its_tags_and_in_filters():
    source = (
        "{% load i18n %}{% translate 'Simpan \"ini\"' %}"
        "{% blocktranslate with a=b %}Sudah {{ a }} 100%{% endblocktranslate %}"
        "{% blocktranslate count n=x %}{{ n }} hari{% plural %}{{ n }} hari-hari"
        "{% endblocktranslate %}{% include 'x' with label=_('Kembali') %}"
        "{% translate 'Mei' context 'bulan' %}"
    )
    assert list(texts.in_template(source)) == [
        Text('Simpan "ini"'),
        Text("Sudah %(a)s 100%%"),
        Text("%(n)s hari", "%(n)s hari-hari"),
        Text("Kembali"),
        Text("Mei", context="bulan"),
    ]
