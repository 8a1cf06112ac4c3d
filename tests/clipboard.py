"""What Word and Google Docs put on the clipboard, in their shape, and the plain text that should come of it."""
# ruff: noqa: E501 — clipboard HTML as it comes, in lines of their own length

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:st1="urn:schemas-microsoft-com:office:smarttags" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/LF/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style>
<!--
 /* Font Definitions */
 @font-face {font-family:Calibri;}
 p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;}
-->
</style>
</head>
<body lang=IT style='tab-interval:35.4pt;word-wrap:break-word'>
<!--StartFragment-->
<p class=MsoTitle><span lang=IT>Il mercato delle panchine<o:p></o:p></span></p>
<h1><span style='mso-fareast-font-family:"Times New Roman"'>Chi <b>resta</b><o:p></o:p></span></h1>
<p class=MsoNormal><span style='color:red'>Il tecnico</span> <b style='mso-bidi-font-weight:
normal'>Massi</b><b><span style='font-family:"Arial",sans-serif'>miliano Allegri</span></b> <i>resta</i>
a <st1:place w:st="on"><st1:City w:st="on">Milano</st1:City></st1:place>, scrive la <a
href="https://example.com/allegri?a=1&amp;b=2"><span style='color:blue'>Gazzetta</span></a>.<span
class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor id="_anchor_1"
href="#_msocom_1" name="_msoanchor_1">[LF1]</a><span style='mso-special-character:comment'>&nbsp;</span></span></span><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Il <b>contratto</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-add-space:auto;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>scade nel 2027<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>La società<o:p></o:p></p>
<h2><span>Le tappe<o:p></o:p></span></h2>
<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Il primo incontro<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>2.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>La firma<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>
 <tr style='mso-yfti-irow:0'>
  <td width=321 valign=top style='width:240.7pt;border:solid windowtext 1.0pt'>
  <p class=MsoNormal>Panchina<o:p></o:p></p>
  </td>
  <td width=321 valign=top style='width:240.75pt'>
  <p class=MsoNormal>Scadenza<o:p></o:p></p>
  </td>
 </tr>
</table>
<!--EndFragment-->
<div style='mso-element:comment-list'>
<div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>da verificare</p></div></div>
</div>
</body>
</html>"""
WORD_PLAIN = (
    "<h2>Il mercato delle panchine</h2><h2>Chi resta</h2>"
    "<p>Il tecnico <strong>Massimiliano Allegri</strong> <em>resta</em> a Milano, scrive la "
    '<a href="https://example.com/allegri?a=1&amp;b=2">Gazzetta</a>.</p>'
    "<ul><li><p>Il <strong>contratto</strong></p><ul><li><p>scade nel 2027</p></li></ul></li><li><p>La società</p></li></ul>"
    "<h2>Le tappe</h2><ol><li><p>Il primo incontro</p></li><li><p>La firma</p></li></ol>"
    "<table><tbody><tr><td><p>Panchina</p></td><td><p>Scadenza</p></td></tr></tbody></table>"
)

GOOGLE = (
    "<meta charset='utf-8'><meta charset=\"utf-8\">"
    '<b style="font-weight:normal;" id="docs-internal-guid-5a1c8f10-7fff-4b2e-9d55-2f0e6f1c1a11">'
    '<h2 dir="ltr" style="line-height:1.38;margin-top:18pt;margin-bottom:6pt;"><span style="font-size:16pt;'
    'font-family:Arial,sans-serif;font-weight:400;white-space:pre-wrap;">Chi resta</span></h2>'
    '<p dir="ltr" style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;font-style:normal;">Il tecnico '
    '</span><span style="font-size:11pt;font-weight:700;font-style:normal;">Massimiliano</span><span style="font-weight:700;">'
    ' Allegri</span><span style="font-weight:400;font-style:italic;"> resta</span><span style="font-weight:400;">, scrive la '
    '</span><a href="https://www.google.com/url?q=https://example.com/allegri?a%3D1%26b%3D2&amp;sa=D&amp;source=editors" '
    'style="text-decoration:none;"><span style="color:#1155cc;text-decoration:underline;">Gazzetta</span></a>'
    '<span style="font-weight:400;">.</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>'
    '<br /><p dir="ltr"><span style="font-weight:400;">&nbsp;</span></p>'
    '<ul style="margin-top:0;margin-bottom:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;'
    'font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">Il contratto</span></p></li>'
    '<ul><li dir="ltr" style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation"><span>scade nel 2027'
    "</span></p></li></ul>"
    '<li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>La società</span></p></li></ul>'
    '<div dir="ltr" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="312" /></colgroup>'
    '<tbody><tr style="height:0pt"><td style="border:solid #000 1pt;"><p dir="ltr"><span>Panchina</span></p></td>'
    '<td><p dir="ltr"><span>Scadenza</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">'
)
GOOGLE_PLAIN = (
    "<h2>Chi resta</h2><p>Il tecnico <strong>Massimiliano Allegri</strong><em> resta</em>, scrive la "
    '<a href="https://example.com/allegri?a=1&amp;b=2">Gazzetta</a>.</p>'
    "<ul><li><p>Il contratto</p><ul><li><p>scade nel 2027</p></li></ul></li><li><p>La società</p></li></ul>"
    "<table><tbody><tr><td><p>Panchina</p></td><td><p>Scadenza</p></td></tr></tbody></table>"
)


def _line(text, sign, level=1, name="l0"):
    """A paragraph of a list as Word writes it."""
    return (
        f"<p class=MsoListParagraph style='margin-left:36pt;text-indent:-18.0pt;mso-list:{name} level{level} lfo1'><![if !supportLists]>"
        f"<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>{text}<o:p></o:p></p>"
    )


def _google(html):
    return f'<b style="font-weight:normal;" id="docs-internal-guid-1f">{html}</b>'


#: What is harder: what came, and what should come of it.
HARD = {
    "three levels and back": (
        _line("uno", "·") + _line("due", "o", 2) + _line("tre", "§", 3) + _line("quattro", "·"),
        "<ul><li><p>uno</p><ul><li><p>due</p><ul><li><p>tre</p></li></ul></li></ul></li><li><p>quattro</p></li></ul>",
    ),
    "a level is skipped": (
        _line("uno", "·") + _line("tre", "§", 3) + _line("due", "·"),
        "<ul><li><p>uno</p><ul><li><p>tre</p></li></ul></li><li><p>due</p></li></ul>",
    ),
    "dots within numbers": (
        _line("a", "1.") + _line("punto", "·", 2) + _line("b", "2."),
        "<ol><li><p>a</p><ul><li><p>punto</p></li></ul></li><li><p>b</p></li></ol>",
    ),
    "a list around a line": (
        _line("a", "·") + "<p class=MsoNormal>in mezzo</p>" + _line("b", "·"),
        "<ul><li><p>a</p></li></ul><p>in mezzo</p><ul><li><p>b</p></li></ul>",
    ),
    "letters and roman numbers": (_line("a", "a.") + _line("b", "iv)"), "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
    "tracked changes": (
        "<p class=MsoNormal>Il tecnico <del cite='mailto:Livia' datetime='2025-01-01T10:00'><span>non </span></del>"
        "<ins cite='mailto:Livia' datetime='2025-01-01T10:00'><span>ora </span></ins>resta.</p>",
        "<p>Il tecnico ora resta.</p>",
    ),
    "struck out by hand": (
        "<p class=MsoNormal>Il <s>vecchio</s><strike>stanco</strike><span style='text-decoration:line-through'>solo</span> tecnico resta.</p>",
        "<p>Il tecnico resta.</p>",
    ),
    "a comment in the margin": (
        "<p class=MsoNormal><a style='mso-comment-reference:LF_1;mso-comment-date:20250101T1000'>Il tecnico</a><span class=MsoCommentReference>"
        "<a class=msocomanchor href=\"#_msocom_1\">[LF1]</a></span> resta.</p><div style='mso-element:comment-list'><hr class=msocomoff>"
        "<div style='mso-element:comment'><div id='_com_1' class=msocomtxt><p class=MsoCommentText>da verificare</p></div></div></div>",
        "<p>Il tecnico resta.</p>",
    ),
    "a footnote": (
        "<p class=MsoNormal>Resta<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>"
        "<![if !supportFootnotes]><span class=MsoFootnoteReference>[1]</span><![endif]></span></a>.</p>"
        "<div style='mso-element:footnote-list'><hr align=left size=1><div style='mso-element:footnote' id=ftn1>"
        "<p class=MsoFootnoteText><a href='#_ftnref1'><span>[1]</span></a> Lo dice il club.</p></div></div>",
        "<p>Resta[1].</p><p>[1] Lo dice il club.</p>",
    ),
    "a quote by its style": (
        "<p class=MsoQuote>«Resto qui».</p><p class=MsoNormal>Così il tecnico.</p>",
        "<blockquote><p>«Resto qui».</p></blockquote><p>Così il tecnico.</p>",
    ),
    "cells joined, and a list in one": (
        "<table class=MsoTableGrid><tr><td colspan=2><p class=MsoNormal align=center><b>Panchine</b></p></td></tr>"
        "<tr><td rowspan=2><p class=MsoNormal>a</p></td><td><p class=MsoNormal>b</p></td></tr><tr><td>"
        + _line("c", "·")
        + "</td></tr></table>",
        '<table><tbody><tr><td colspan="2"><p><strong>Panchine</strong></p></td></tr>'
        '<tr><td rowspan="2"><p>a</p></td><td><p>b</p></td></tr><tr><td><ul><li><p>c</p></li></ul></td></tr></tbody></table>',
    ),
    "pictures of the document": (
        "<p class=MsoNormal><v:shape id='x'><v:imagedata src='file:///c:/x.png'/></v:shape><img src='file:///C:/x.png'><img src='data:image/png;base64,AA'>Testo</p>",
        "<p>Testo</p>",
    ),
    "what is not seen": (
        "<p class=MsoNormal>alle\u00adnatore\u200b della\u00a0Roma\ufeff</p>",
        "<p>allenatore della Roma</p>",
    ),
    "bold in spans": (
        _google(
            '<p><span style="font-weight:700">Mister </span><span style="font-weight:700;font-style:italic">Allegri</span><span style="font-weight:400"> resta</span></p>'
        ),
        "<p><strong>Mister <em>Allegri</em></strong> resta</p>",
    ),
    "lists beside their entries": (
        _google(
            "<ol><li><p>uno</p></li><ol><li><p>uno a</p></li><ul><li><p>punto</p></li></ul></ol><li><p>due</p></li></ol>"
        ),
        "<ol><li><p>uno</p><ol><li><p>uno a</p><ul><li><p>punto</p></li></ul></li></ol></li><li><p>due</p></li></ol>",
    ),
    "suggestions not accepted": (
        _google(
            '<p><span>Resta </span><span style="text-decoration:line-through;color:#38761d">forse</span><span style="color:#38761d">certo</span></p>'
        ),
        "<p>Resta certo</p>",
    ),
    "a heading in bold": (
        _google('<h1><span style="font-weight:700">Titolo</span></h1><h4>Sotto</h4>'),
        "<h2>Titolo</h2><h3>Sotto</h3>",
    ),
}
