"""What single kinds of Japanese documents state in ways of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from muniment.judging.facts.japanese import covers, fronts, parties, registers, reports, severities, statements
from muniment.judging.facts.japanese.text import Text
from muniment.judging.facts.view import View
from muniment.judging.model import Fact

_TITLES = {
    "incorporation": r"(?:現在事項|履歴事項|閉鎖事項)?(?:全部|一部)(?:事項)?証明書|登記事項証明書|登記簿謄本",
    "contract": r".{0,24}(?:契約書|覚書|合意書|協定書|誓約書|契約約款)",
    "subprocessor_list": r".{0,16}(?:再?委託先|外部委託先|サブプロセッサー?)(?:の)?(?:一覧|リスト|管理台帳|台帳|"
r"管理表)(?:表)?",
    "certificate_of_insurance": r".{0,12}(?:付保証明書|保険証券|加入者証|保険契約証明書).{0,5}",
    "invoice": r"(?:御)?請求書",
    "penetration_test": r".{0,20}(?:脆弱性診断|ペネトレーションテスト|侵入テスト|セキュリティ診断).{0,16}",
    "bridge_letter": r".{0,24}(?:ブリッジレター|ギャップレター|ブリッジ・レター).{0,8}",
    "audit_report": r".{0,20}(?:監査報告書|審査報告書|監査結果報告書?|監査結果)",
    "applicability": r".{0,12}適用宣言書.{0,8}",
    "questionnaire": r".{0,24}(?:チェックシート|調査票|質問票|アンケート|チェックリスト)(?:回答書?)?",
    "continuity_test": r".{0,20}(?:BCP|事業継続|災害復旧|復旧|切替|サイバー攻撃対応).{0,8}(?:訓練|テスト|試験|"
r"演習).{0,8}(?:報告書?|記録|結果)",
    "soc_report": r".{0,30}(?:受託業務に係る内部統制の保証報告書|受託会社監査人の(?:保証)?報告書|"
r"SOC ?[123].{0,12}報告書)",
    "policy": r".{2,24}(?:基本方針|規程|ポリシー|取扱要領|管理規則|細則|管理基準|対策基準|ガイドライン)",
    "certificate": r"(?:.{0,16}(?:登録証|認証書|認定証|適合証明書|登録証明書|認証証明書|付与証|登録証書|"
r"認証登録書))(?:書)?",
}  # fmt: skip
_BRACKETS, _SPACES = re.compile(r"[(（].*?[)）]|[\s・]"), re.compile(r"[\s・()]")
MAX_TITLE_LINES, MAX_TITLE = 6, 200


def family(view: View) -> str | None:
    """The family of a document of no named type by a title on a line of its own; None where none is one."""
    for leaf in view.front(1)[:1]:
        lines = [line.text for line in leaf.lines]
        for line in [line for line in lines[:MAX_TITLE_LINES] if len(line) <= MAX_TITLE]:
            for name, wording in _TITLES.items():
                if re.fullmatch(wording, _BRACKETS.sub("", line)) or re.fullmatch(wording, _SPACES.sub("", line)):
                    return name
        if any(re.fullmatch(_TITLES["incorporation"], _SPACES.sub("", line)) for line in lines):
            return "incorporation"
    return None


_FACTS: dict[str, tuple[Callable[[Sequence[Text]], Iterator[Fact]], ...]] = {
    "penetration_test": (severities.facts, fronts.tester),
    "vulnerability_scan": (severities.facts, fronts.tester),
    "soc_report": (reports.soc_report,),
    "bridge_letter": (reports.bridge_letter,),
    "contract": (parties.contract,),
    "certificate": (fronts.certificate,),
    "certificate_of_insurance": (covers.facts,),
    "subprocessor_list": (registers.subprocessors,),
    "risk_register": (registers.risks,),
    "policy": (fronts.title, registers.risks),
    "invoice": (covers.invoice,),
    "statements": (statements.statements,),
    "incorporation": (fronts.extract,),
}


def facts(texts: Sequence[Text], family: str) -> Iterator[Fact]:
    """Candidates that only documents of the family have, and the date of all."""
    yield from fronts.dated(texts, family)
    yield from fronts.version(texts, family)
    for reader in _FACTS.get(family, ()):
        yield from reader(texts)
