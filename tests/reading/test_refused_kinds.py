from __future__ import annotations

import random
import struct
import subprocess
import sys

import pytest

from muniment.reading.refused_kinds import name_of_refused_kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def portable_executable(new_header: bytes = b"PE\0\0\x64\x86") -> bytes:
    return b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + b"\0" * 46 + struct.pack("<I", 128) + b"\0" * 64 + new_header


PROGRAMS = {
    "windows": (portable_executable(), "a Windows program"),
    "windows 3": (portable_executable(b"NE\5\1"), "a Windows program"),
    "dos": (b"MZ" + struct.pack("<5H", 80, 3, 0, 4, 0) + b"\0" * 32, "a DOS program"),
    "elf": (b"\x7fELF\2\1\1\0" + b"\0" * 56, "an ELF program"),
    "mach-o": (b"\xcf\xfa\xed\xfe\x07\0\0\1" + b"\0" * 24, "a Mach-O program"),
    "fat mach-o": (b"\xca\xfe\xba\xbe\0\0\0\2" + b"\0" * 40, "a Mach-O program"),
    "java": (b"\xca\xfe\xba\xbe\0\0\0\x3d" + b"\0" * 40, "a Java class"),
    "wasm": (b"\0asm\1\0\0\0", "a WebAssembly program"),
    "shortcut": (b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 56, "a Windows shortcut"),
    "shell": (b"#!/bin/sh\nrm -rf /\n", "a script"),
    "python": (b"\xef\xbb\xbf#! /usr/bin/env python3\n", "a script"),
    "batch": (b"@ECHO OFF\r\ndel *.*\r\n", "a batch script"),
    "php": (b"\n<?php system($_GET['c']);", "a PHP script"),
    "html": (b"<!DOCTYPE html>\n<title>x</title>", "an HTML page"),
    "html without a doctype": (b"\xef\xbb\xbf \r\n<HTML lang='en'><body>", "an HTML page"),
    "html after comments": (b"<!-- saved -->\n<!-- twice --><html>", "an HTML page"),
    "xhtml": (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', "an HTML page"),
    "html in utf-16": ("\ufeff<html><body>".encode("utf-16-le"), "an HTML page"),
    "script": (b"<script>alert(1)</script>", "a script in HTML"),
}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("extension", ["pdf", "doc", "txt", "md", "csv", "png", "zip"])
def test_programs_scripts_and_pages_are_refused_under_every_extension(name: str, extension: str) -> None:
    head, found = PROGRAMS[name]
    assert name_of_refused_kind(head, extension=extension) == found


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"MZ is the mark of Mark Zbikowski. " * 10,
        b"# Title\n\n<script>alert(1)</script>\n",
        b"<div align='center'>\n\n# Product\n",
        b"<p align='center'><img src='logo.png'></p>",
        b"<!-- a comment -->\n# Policy\n",
        b"<!-- a comment without an end <html>",
        b"<htmlx>",
        b"#!important is no shebang",
        b"#hashtag",
        b"@echo is a word",
        b"<?xml version='1.0'?><report/>",
        b"name,email\n<html>,x\n",
        b"PK is Pakistan",
        "Prüfbericht".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("extension", ["txt", "md", "csv"])
def test_odd_texts_are_not_refused(text: bytes, extension: str) -> None:
    assert name_of_refused_kind(text, extension=extension) is None


def test_markup_that_a_text_may_begin_with_is_refused_under_a_binary_name() -> None:
    for markup in (b"<table><tr><td>1</td></tr></table>", b"<meta charset=utf-8>", b"<div>"):
        assert name_of_refused_kind(markup, extension="xls") == "an HTML page"
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'
    assert name_of_refused_kind(svg, extension="png") == "an SVG picture"
    assert name_of_refused_kind(svg, extension="txt") is None


def test_documents_are_not_refused() -> None:
    for head in (
        b"%PDF-1.7\n",
        OLE + b"\0" * 600,
        PNG,
        b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml",
        b"{\\rtf1",
        b"GIF89a",
    ):
        for extension in ("pdf", "doc", "txt", "zip"):
            assert name_of_refused_kind(head, extension=extension) is None


def test_random_bytes_are_not_refused() -> None:
    chance = random.Random(7)
    assert not [seed for seed in range(5000) if name_of_refused_kind(chance.randbytes(256), extension="pdf")]


def test_comments_without_end_cost_little() -> None:
    assert name_of_refused_kind(b"<!---->" * 10_000 + b"<html>", extension="md") is None


def test_refusing_imports_no_parser() -> None:
    code = (
        "import sys; before = set(sys.modules); import muniment.reading.refused_kinds; "
        "print([m for m in sys.modules if m.split('.')[0] in ('olefile', 'PIL', 'pypdfium2', 'zipfile', 'numpy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
