"""What was typed, put back into the forms of a page as it was rendered."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from accounts.signin.form_filling import fill_form

TYPED = '一、<b>甲</b> & “乙”\n二、"丙"'


def page(fields: str, action: str = "") -> str:
    return f'<p>前</p><form method="post" action="{action}">{fields}</form><p>后</p>'


FIELDS = [
    ('<input name="a" value="1">', {"a": ["25"]}, 'value="25"'),
    ('<input name="a">', {"a": ['"><script>']}, 'value="&quot;&gt;&lt;script&gt;"'),
    ('<textarea name="a">旧\r\n的</textarea>', {"a": ["新"]}, "\n新</textarea>"),
    ('<select name="a"><option value="1" selected>一<option value="2">二</select>', {"a": ["2"]},
     '<option value="2" selected>'),
    ('<input type="checkbox" name="a" value="1"><input type="checkbox" name="a" value="2" checked>',
     {"a": ["1"]}, '<input type="checkbox" name="a" value="1" checked>'
                   '<input type="checkbox" name="a" value="2">'),
    ('<input type="radio" name="a" value="1" checked><input type="radio" name="a" value="2">',
     {"a": ["2"]}, 'name="a" value="1"><input type="radio" name="a" value="2" checked>'),
    ('<input type="hidden" name="base" value="now">', {"base": ["then"]}, 'value="then"'),
    ('<input name="a" value="x"><input name="a" value="y">', {"a": ["1", "2"]},
     'value="1" data-given-back><input name="a" value="2"'),
    ('<details><summary>更多</summary><textarea name="a"></textarea></details>', {"a": ["词"]},
     "\n词</textarea>"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "posted", "expected"), FIELDS)
def test_a_field_gets_what_was_typed_in_it(fields, posted, expected):
    filled = fill_form(page(fields), "/here/", "/here/", posted)
    assert expected in filled.html and filled.placed >= posted.keys()


KEPT = [
    '<input name="csrfmiddlewaretoken" type="hidden" value="of this page">',
    '<input name="a" value="1" readonly>',
    '<input name="a" value="1" disabled>',
    '<input name="a" type="password">',
    '<input name="a" type="file">',
    '<button name="a" value="save">存</button>',
    '<input name="b" value="1">',
]


@pytest.mark.parametrize("fields", KEPT)
def test_what_nobody_can_type_stays_as_it_is(fields):
    posted = {"a": ["2"], "csrfmiddlewaretoken": ["of another page"]}
    assert fill_form(page(fields), "/here/", "/here/", posted).html == page(fields)


def test_of_several_forms_only_that_which_was_sent_is_filled():
    """The address says which; of those with one address, what is fixed in them."""
    forms = [
        page('<input name="reason">', "/other/"),
        page('<input type="hidden" name="name" value="sign"><input name="reason">', "/act/"),
        page('<input type="hidden" name="name" value="send_back"><input name="reason">', "/act/"),
        '<form action="/act/"><input name="reason"></form>',
    ]
    posted = {"name": ["send_back"], "reason": ["请核对"]}
    filled = fill_form("".join(forms), "/here/", "/act/", posted).html
    third = forms[2].replace('name="reason"', 'name="reason" value="请核对" data-given-back')
    assert filled == "".join([*forms[:2], third, forms[3]])


def test_a_form_that_is_folded_away_is_opened():
    form = page('<textarea name="text"></textarea>', "/act/")
    filled = fill_form(
        f"<details class='x'><i></i>{form}</details>", "/", "/act/", {"text": ["问"]}
    )
    assert filled.html.startswith('<details class="x" open><i>')


def test_the_rest_of_a_page_stays_as_it_was_to_the_letter():
    around = "<p title='a>b'>\u2028 x &amp; y</p>\r\n<script>'<form>'</script><!-- <form> -->\n"
    before = around + page('<textarea name="a">1</textarea>') + around
    after = fill_form(before, "/here/", "/here/", {"a": [TYPED]}).html
    assert after.startswith(around) and after.endswith(around)


def test_a_browser_reads_what_was_typed():
    class Reader(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += data

    reader = Reader()
    reader.feed(fill_form(page('<textarea name="a"></textarea>'), "/", "/", {"a": [TYPED]}).html)
    assert f"\n{TYPED}" in reader.text
