"""What a person who types the query would expect to find, in twelve languages, and what not to, on both databases."""

from __future__ import annotations

import pytest

from muniment.db.engine import Database
from tests.builders import World
from tests.documents.search.test_results import found, write_document

PAIRS = [
    # English
    ("Infor-\nmation security policy", "information", True),
    ("Infor-\nmation security policy", '"information security"', True),
    ("a third-\nparty audit", "third-party", True),
    ("a third-\nparty audit", "thirdparty", True),
    ("con\u00adtrol envi\u200bronment\u2060", '"control environment"', True),
    ("vulner\u00ad\nability scan", "vulnerability", True),
    ("the auditor\u2019s opinion", "auditor's", True),
    ("the auditor's opinion", "\u201cauditor\u2019s opinion\u201d", True),
    ("the auditors opinion", "auditor's", False),
    ("penetration test of the portal", "penetration -portal", False),
    ("penetration test of the portal", "penetration -office", True),
    ("penetration test of the portal", 'test -"the portal"', False),
    ("penetration test of the portal", "penetration -port*", False),
    ("reinforcement", "force", False),
    ("ﬁnancial o\ufb03ce", "financial office", True),
    ("x-rays of controls", '"rays of control"', False),
    # German
    ("Zertifi-\nzierungsstelle Düsseldorf", "zertifizierungsstelle dusseldorf", True),
    ("Prüfungsbericht der Straße", "PRÜFUNGSBERICHT strasse", True),
    ("Datenschutz\u00adgrundverordnung", "datenschutzgrundverordnung", True),
    ("\u201eAngemessenheit der Maßnahmen\u201c", "\u201eangemessenheit der massnahmen\u201c", True),
    ("Prüfungsbericht", "bericht", False),
    # French
    ("l\u2019attestation d\u2019assurance", "attestation", True),
    ("l\u2019attestation d\u2019assurance", "\u00abattestation d'assurance\u00bb", True),
    ("œuvre et sécurité", "oeuvre securite", True),
    ("rensei-\ngnements généraux", "renseignements", True),
    # Spanish and Portuguese
    ("Evaluación del año según el diseño", "evaluacion ano diseno", True),
    ("Declaração de conformidade", '"declaracao de conformidade"', True),
    # Polish, Czech
    ("Łódź, spółka złożyła oświadczenie", "lodz spolka zlozyla", True),
    ("Lodz", "łódź", True),
    ("Příloha č. 2 – žluťoučký", "priloha zlutoucky", True),
    # Nordic
    ("Østre Ørsted på Færøyene", "orsted faeroyene", True),
    ("Þjónusta með ðessu", "thjonusta dessu", True),
    ("Årsredovisning", "arsredovisning", True),
    # Turkish, Croatian
    ("IŞIK ve ısı yalıtımı", "isik isi yalitimi", True),
    ("İSTANBUL", "istanbul", True),
    ("Đorđe Đaković", "dorde dakovic", True),
    # Ukrainian, Greek
    ("Об\u2019єкт перевірки", "об\u02bcєкт", True),
    ("Договір оренди", "ДОГОВІР", True),
    ("Έκθεση ελέγχου ασφάλειας", "εκθεση ΕΛΕΓΧΟΥ", True),
    # Arabic, Hebrew, Hindi
    ("شهـــادة اعتماد ٢٠٢٦", "شهادة 2026", True),
    ("أَمْن المعلومات", "امن", True),
    ("אבטחת מידע", "מידע", True),
    ("सूचना सुरक्षा प्रमाणपत्र", "सुरक्षा", True),
    ("सूचना सुरक्षा प्रमाणपत्र", "सरकष", False),
    ("हिन्दी में अनुबन्ध", "हिंदी अनुबंध", True),
    ("हिंदी में अनुबंध", '"हिन्दी में" अनुबन्ध', True),
    ("जन्म", "जंम", False),
    # Chinese
    ("信息安全管理体系认证证书", "管理体系", True),
    ("信息安全管理体系认证证书", "安全", True),
    ("信息安全管理体系认证证书", "书", True),
    ("信息安全管理体系认证证书", "安管", False),
    ("本公司已通过信息\n安全审计", "信息安全", True),
    ("2026年审计报告", "2026年", True),
    ("2026年审计报告", "年审计", True),
    ("审计报告", "审计 -报告", False),
    # Japanese
    ("情報セキュリティ監査報告書", "セキュリティ", True),
    ("情報ｾｷｭﾘﾃｨ監査報告書", "セキュリティ監査", True),
    ("ガードの記録", "カード", False),
    ("プライバシー\nマーク認定", "プライバシーマーク", True),
    ("ＩＳＭＳ認証", "isms認証", True),
    # Korean
    ("정보보호 감사보고서를 제출", "보고서", True),
    ("정보보호 감사보고서를 제출", "감사보고서", True),
    ("정보보호 감사보고서를 제출", '"감사보고서를 제출"', True),
    ("정보보호 감사보고서를 제출", "고감", False),
    ("감사 보고", "보고서", False),
    # Thai
    ("รายงานการตรวจสอบความปลอดภัย", "ตรวจสอบ", True),
    ("รายงานการตรวจสอบความปลอดภัย", "ความปลอดภัย", True),
    ("รายงานการตรวจสอบความปลอดภัย", "ใบรับรอง", False),
    ("มาตรา ๑๒ ปี ๒๕๖๙", "2569", True),
]


@pytest.mark.parametrize(("page", "query", "is_found"), PAIRS)
def test_page_is_found_by_what_stands_on_it(
    database: Database, world: World, page: str, query: str, is_found: bool
) -> None:
    document = write_document(database, world, page)
    assert ((document.id, 1) in found(database, world.org_id, query)) == is_found
