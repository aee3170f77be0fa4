"""What Japanese documents state is found, and what they deny or say of others is not.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there.
"""

from __future__ import annotations

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.japanese import days, names, values
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import TODAY, reading_of

PAGES = [
    (
        "iso_27001_certificate",
        "登録証\n登録番号：ZZ-7718\n登録組織名：株式会社あまぐも電算\n登録範囲：倉庫管理サービスの提供\n"
        "発行日　令和六年五月十二日\n有効期限　R9.5.11\n一般財団法人もみじ審査機構",
        {
            "certificate_number": "ZZ-7718",
            "holder": "株式会社あまぐも電算",
            "scope": "倉庫管理サービスの提供",
            "issue_date": "2024-05-12",
            "expiry_date": "2027-05-11",
            "issuer": "一般財団法人もみじ審査機構",
        },
    ),
    (
        "information_security_policy",
        "情報セキュリティ基本方針\n版数\t4.2\t主管部署\t総務部\n承認日\t2025年3月3日\t施行日\t2025年4月1日\n"
        "次回見直し\t2026年3月末日\n本方針は、株式会社あまぐも電算の情報資産を守るために定める。",
        {
            "title": "情報セキュリティ基本方針",
            "version": "4.2",
            "owner": "総務部",
            "approval_date": "2025-03-03",
            "effective_date": "2025-04-01",
            "next_review_date": "2026-03-31",
        },
    ),
    (
        "penetration_test_report",
        "脆弱性診断報告書\n株式会社はぎ茶房 御中\n2025年6月20日　第2.0版\nつゆくさ診断合同会社\n"
        "診断対象：予約サイト\n診断期間：2025年6月2日～6月13日\n検出された脆弱性は合計9件です。\n"
        "緊急\t重要\t警告\t注意\n0\t1\t3\t5\n前回は重要4件が検出されました。再診断は未実施です。",
        {
            "tester": "つゆくさ診断合同会社",
            "target": "予約サイト",
            "version": "2.0",
            "test_start": "2025-06-02",
            "test_end": "2025-06-13",
            "findings_critical": 0,
            "findings_high": 1,
            "findings_medium": 3,
            "findings_low": 5,
            "findings_total": 9,
            "retest": False,
        },
    ),
    (
        "commercial_contract",
        "業務委託契約書\n株式会社はぎ茶房（以下「甲」という。）とつゆくさ合同会社（以下「乙」という。）は、次のとおり締結する。\n"
        "第2条　本契約の有効期間は、令和7年4月1日から令和9年3月31日までの2年間とする。ただし、期間満了の30日前までに"
        "書面による申し出がないときは、更に1年間自動的に更新する。\n"
        "第3条　甲は、3か月前までに通知することにより本契約を解約できる。\n"
        "第4条　漏えい等が生じたとき、乙は72時間以内に甲に報告する。\n"
        "第5条　乙の賠償額は、1,500万円を上限とする。\n第6条　本契約は日本法に準拠する。\n2025年3月20日",
        {
            "parties": ("株式会社はぎ茶房", "つゆくさ合同会社"),
            "effective_date": "2025-04-01",
            "initial_term": "2 years",
            "renewal": "1 year",
            "termination_notice": "3 months",
            "breach_notification": "72 hours",
            "liability_cap_amount": 15_000_000,
            "governing_law": "日本法",
            "document_date": "2025-03-20",
        },
    ),
    (
        "certificate_of_insurance",
        "付保証明書\n発行日：2025年4月3日\n保険種類：サイバー保険\n証券番号：QX-55120\n記名被保険者：株式会社はぎ茶房\n"
        "保険期間：2025年4月1日午後4時から2026年4月1日午後4時まで\n"
        "支払限度額：1請求につき 2億5,000万円\n免責金額：100万円\n"
        "引受保険会社：あおぞら損害保険株式会社",
        {
            "coverages": ("サイバー保険",),
            "insured": "株式会社はぎ茶房",
            "insurers": ("あおぞら損害保険株式会社",),
            "policy_numbers": ("QX-55120",),
            "effective_date": "2025-04-01",
            "expiry_date": "2026-04-01",
            "limit_cyber": 250_000_000,
            "currency": "JPY",
        },
    ),
    (
        "soc2_type2_auditor_report",
        "SOC 2 Type 2 報告書\n受託会社　株式会社はぎ茶房\n対象期間　自 2024年4月1日 至 2025年3月31日\n"
        "当監査法人は、セキュリティ及び可用性の規準に照らして検証した。受託会社はつゆくさ株式会社に再委託しており、記述書は除外方式により作成されている。\n"
        "委託会社の相補的な内部統制が運用されている場合にのみ達成される。\n"
        "意見　当監査法人は、全ての重要な点において、内部統制が有効に運用されていたものと認める。\n"
        "2025年5月16日\nしらぎく監査法人\n代表社員 公認会計士 甲斐 恵",
        {
            "soc_type": "Type 2",
            "service_organisation": "株式会社はぎ茶房",
            "period_start": "2024-04-01",
            "period_end": "2025-03-31",
            "trust_services_categories": ("Security", "Availability"),
            "subservice_organisations": ("つゆくさ株式会社",),
            "subservice_method": "carve-out",
            "complementary_user_entity_controls": True,
            "opinion": "unqualified",
            "service_auditor": "しらぎく監査法人",
            "document_date": "2025-05-16",
        },
    ),
    (
        "soc1_type2_auditor_report",
        "受託業務に係る内部統制の保証報告書\n限定付意見\n上記の事項を除き、全ての重要な点において、有効に運用されていたものと認める。\n",
        {"opinion": "qualified"},
    ),
    (
        "subprocessor_list",
        "再委託先一覧\n更新日\t2025年7月1日\nNo.\t再委託先\t業務内容\t所在国\n1\t株式会社はぎ茶房\tサーバ運用\t日本\n"
        "2\tつゆくさ合同会社\t配送\tタイ\n",
        {
            "subprocessors": ("株式会社はぎ茶房", "つゆくさ合同会社"),
            "subprocessor_purposes": ("サーバ運用", "配送"),
            "subprocessor_places": ("日本", "タイ"),
            "subprocessors_count": 2,
        },
    ),
    (
        "certificate_of_incorporation",
        "履歴事項全部証明書\n会社法人等番号 0123-01-998877\n商号 株式会社はぎ茶房\n会社成立の年月日 平成元年2月3日\n"
        "これは登記簿に記録されている事項であることを証明した書面である。\n令和7年6月9日\n大阪法務局 登記官 甲斐 恵",
        {
            "company_name": "株式会社はぎ茶房",
            "registration_number": "0123-01-998877",
            "incorporation_date": "1989-02-03",
            "document_date": "2025-06-09",
        },
    ),
    (
        "risk_assessment",
        "リスク評価報告書\n2025年9月30日\nリスクレベル\t件数\t未対応\n高\t4\t1\n中\t6\t2\n低\t10\t0\n合計\t20\t3\n",
        {"open_high": 1, "open_medium": 2, "open_low": 0, "open_items": 3, "items_total": 20},
    ),
    (
        "risk_assessment",
        "リスク評価報告書\nリスクレベル\t件数\t未対応\n高\t4\t1\n中\t6\t2\n合計\t11\t3\n",
        {"open_items": None},
    ),
    (
        "iso_27001_certificate",
        "登 録 証\n株式会社あまぐも電算 殿\n"
        "登 録 番 号　ZZ-7718\n登録組織の名称及び所在地\n株式会社あまぐも電算　本社\n"
        "登録範囲\n受託計算の設計\n及び運用\n"
        "登録年月日　2019年8月2日\n更新年月日　2025年8月2日\n有効期限　2028年8月1日\n"
        "株式会社もみじ認証\n代表取締役　甲斐 恵",
        {
            "holder": "株式会社あまぐも電算",
            "certificate_number": "ZZ-7718",
            "scope": "受託計算の設計及び運用",
            "issue_date": "2025-08-02",
            "expiry_date": "2028-08-01",
            "issuer": "株式会社もみじ認証",
        },
    ),
    (
        "information_security_policy",
        "情報管理規程\n制定：2010年4月1日\n改定：2025年10月1日（第12版）\n所管：総務部\n承認：取締役会（2025年9月18日）\n"
        "附則\n1 この規程は、平成22年4月1日から施行する。\n2 この改正規程は、令和7年10月1日から施行する。",
        {
            "document_date": "2025-10-01",
            "version": "12",
            "owner": "総務部",
            "approval_date": "2025-09-18",
            "effective_date": "2025-10-01",
        },
    ),
    (
        "information_security_policy",
        "文書番号：IS-3　版数：2.4　制定日：2018/04/01　改訂日：2025/06/15\nクラウド利用規程\n承認 審査 作成\n"
        "2025.6.13 2025.6.10 2025.6.2\n本規程は、株式会社はぎ茶房に適用する。",
        {"version": "2.4", "document_date": "2025-06-15", "approval_date": "2025-06-13"},
    ),
    (
        "commercial_contract",
        "契約書\n契約期間：2025年4月1日～2026年3月31日\n"
        "委託者　株式会社はぎ茶房（以下「甲」という）と受託者　つゆくさ合同会社"
        "（以下「乙」という）とは、契約を締結する。",
        {"effective_date": "2025-04-01", "parties": ("株式会社はぎ茶房", "つゆくさ合同会社")},
    ),
    (
        "certificate_of_insurance",
        "付保証明書\n保険種目　支払限度額\n"
        "施設所有者賠償責任保険　1事故 1億円\n証券番号　QX-1\nあおぞら損害保険株式会社",
        {
            "coverages": ("施設所有者賠償責任保険",),
            "limit_general_liability": 100_000_000,
            "insurers": ("あおぞら損害保険株式会社",),
        },
    ),
    (
        "soc2_type1_auditor_report",
        "保証報告書\n株式会社はぎ茶房 御中\n再受託会社 つゆくさ株式会社\n方式 一体方式（再受託会社の内部統制を含む）\n",
        {
            "service_organisation": "株式会社はぎ茶房",
            "subservice_organisations": ("つゆくさ株式会社",),
            "subservice_method": "inclusive",
        },
    ),
    (
        "financial_statements",
        "株式会社はぎ茶房\n第12期 計算書類\n自 令和6年4月1日\n至 令和7年3月31日\n損益計算書\n（単位：千円）\n"
        "売上高 12,345\n当期純損失 612\n",
        {
            "company_name": "株式会社はぎ茶房",
            "period_start": "2024-04-01",
            "period_end": "2025-03-31",
            "revenue": 12_345_000,
            "net_income": -612_000,
            "currency": "JPY",
        },
    ),
    (
        "certificate_of_insurance",
        "付保証明書\n補償内容 支払限度額 免責金額\n施設・業務リスク 1事故 3億円 10万円\n"
        "保険期間 2025年7月1日から1年間\n",
        {
            "limit_general_liability": 300_000_000,
            "coverages": ("施設・業務リスク",),
            "effective_date": "2025-07-01",
            "expiry_date": "2026-07-01",
        },
    ),
    (
        "business_continuity_test_report",
        "BCP訓練結果報告書\n令和7年6月14日に、停電を想定した復旧訓練を実施した。\n",
        {"test_end": "2025-06-14"},
    ),
    (
        "soc1_type2_auditor_report",
        "受託業務に係る内部統制の保証報告書\n運用評価手続の結果\n例外は合計2件である。前年度の例外は4件であった。\n",
        {"exceptions_count": 2},
    ),
    (
        "penetration_test_report",
        "診断報告書\n対象：予約アプリ Ver.8\n作成：つゆくさ診断合同会社\n改訂履歴\n版 改訂日 内容\n"
        "1.0 2025年3月1日 初版\n1.1 2025年3月9日 誤記訂正\n",
        {"tester": "つゆくさ診断合同会社", "target": "予約アプリ Ver.8", "version": "1.1"},
    ),
    (
        "iso_22301_certificate",
        "登録証\n組織\nつゆくさ印刷株式会社\n埼玉県川口市本町1-1\n範囲\n印刷の受託\n証書番号\nBC 1234\n"
        "初回発行日 2020年5月1日\n最新発行日 2025年5月1日\n"
        "登録の有効期間：令和7年5月1日から令和8年4月30日まで\nこはく認証株式会社",
        {
            "certificate_number": "BC 1234",
            "holder": "つゆくさ印刷株式会社",
            "issue_date": "2025-05-01",
            "expiry_date": "2026-04-30",
            "issuer": "こはく認証株式会社",
        },
    ),
    (
        "penetration_test_report",
        "診断報告書\n実施日: 2025年2月17日（月）〜21日（金）\n【検出件数】\n"
        "緊急：0件　重要：2件　警告：3件　合計：5件\n"
        "再診断：2025年4月7日実施\n",
        {
            "test_start": "2025-02-17",
            "test_end": "2025-02-21",
            "findings_high": 2,
            "findings_total": 5,
            "retest": True,
            "retest_date": "2025-04-07",
        },
    ),
    (
        "certificate_of_insurance",
        "保険証券\n保険の種類 情報漏えい賠償責任保険\nてん補限度額 1請求 1億円 / 期間中 2億円\n",
        {"limit_cyber": 100_000_000, "limit_general_liability": None},
    ),
    (
        "soc3_auditor_report",
        "保証報告書\n株式会社はぎ茶房 経営者 御中\n当監査法人は、株式会社はぎ茶房の「はぎ棚」システムについて"
        "検証した。\n"
        "経営者は、すべての重要な点において責任を負う。\n2025年12月5日\nこはく有限責任監査法人\n",
        {
            "service_organisation": "株式会社はぎ茶房",
            "system_name": "はぎ棚",
            "service_auditor": "こはく有限責任監査法人",
            "opinion": None,
        },
    ),
    (
        "iso_27001_certificate",
        "登 録 証\n登 録 組 織 株 式 会 社 は ぎ 茶 房\n登 録 範 囲 茶 葉 の 製 造 及 び 発 送\n"
        "発 行 日 : 令 和 7 年 3 月 10 日\n",
        {"holder": "株式会社はぎ茶房", "scope": "茶葉の製造及び発送", "issue_date": "2025-03-10"},
    ),
]


@pytest.mark.parametrize(("document_type", "text", "expected"), PAGES)
def test_what_a_japanese_page_states_is_found(document_type: str, text: str, expected: dict[str, object]) -> None:
    found = {
        one.key: one.value
        for one in extract(reading_of(text), document_type=document_type, validity=ValidityRules(), today=TODAY).facts
    }

    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和8年4月1日", ["2026-04-01"]),
        ("R8.4.1", ["2026-04-01"]),
        ("H31.4.30", ["2019-04-30"]),
        ("令和元年5月", ["2019-05"]),
        ("二〇二六年十二月三十一日", ["2026-12-31"]),
        ("2026年4月6日から同月10日", ["2026-04-06", "2026-04-10"]),
        ("2026年4月6日～5月1日", ["2026-04-06", "2026-05-01"]),
        ("令和8年2月末日", ["2026-02-28"]),
        ("2026年2月30日", []),
        ("ISO-R8.4.1", []),
    ],
)
def test_japanese_dates_are_read(text: str, iso: list[str]) -> None:
    assert [one.iso for one in days.find(text.replace("～", "~"))] == iso


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("1億2,000万円", [120_000_000]),
        ("500万円", [5_000_000]),
        ("金3,500円", [3_500]),
        ("¥187,550", [187_550]),
        ("12,345千円", [12_345_000]),
        ("2.5億円", [250_000_000]),
        ("第3条 12件", []),
    ],
)
def test_japanese_sums_are_read_whole(text: str, sums: list[int]) -> None:
    assert [one.value for one in values.sums(text)] == sums


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30日前", "30 days"),
        ("3か月", "3 months"),
        ("３ヶ月".translate({0xFF13: "3"}), "3 months"),
        ("1年間", "1 year"),
        ("24時間以内", "24 hours"),
        ("五営業日", "5 business days"),
        ("2026年4月", None),
        ("10日付", None),
    ],
)
def test_japanese_lengths_of_time_are_read(text: str, length: str | None) -> None:
    assert values.length_of(text) == length


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("受託会社は運用をつゆくさ株式会社に再委託する", "つゆくさ株式会社"),
        ("株式会社みなとや計算と合同会社かえで", "株式会社みなとや計算"),
        ("基盤としてアオイ クラウド ジャパン合同会社を利用", "アオイ クラウド ジャパン合同会社"),
        ("しらぎく有限責任監査法人による", "しらぎく有限責任監査法人"),
    ],
)
def test_names_are_parted_from_the_words_around_them(text: str, name: str) -> None:
    assert names.first(text) == name
