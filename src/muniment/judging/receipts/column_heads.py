"""What the heads of columns in lists and registers say, read for checking only.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.receipts.japanese import is_cjk

_STEMS = {
    "name": "subprocessor processor subcontract unterauftrag subprozess subdienst auftragsverarb traitant encargado "
    "responsabil verwerker subcontratante suboperador entity company vendor provider supplier party organisation "
    "organization partner name nom nombre nome naam firma unternehmen dienstleister anbieter société entité "
    "prestataire "
    "fournisseur empresa proveedor entidad fornitore società leverancier fornecedor subrespons encargad operador "
    "denominazione dénomination denominación denominação ragione raison razón razão impresa azienda entreprise "
    "sociedad "
    "entidade prestador bedrijf onderneming partij lieferant gesellschaft subunternehm onderaannemer organisatie "
    "再委託先 委託先 再受託者 サブプロセッサ 事業者 会社 業者 取引先 名称 社名 商号 名前",
    "purposes": "purpose zweck finalit finalidad doel description function role activit nature subject "
                "tätigkeit leistung "
    "aufgabe beschreibung prestation objet descri actividad attivit beschrijving atividade service services use "
    "業務 内容 目的 用途 役割 サービス used dienst what waarvoor wofür teilleistung dienstleistung scopo "
    "propósito objectif gegenstand funktion einsatz verarbeitung mission fonction función funzione função ruolo "
    "oggetto "
    "werkzaam taak taken task funct finalid category kategorie product tool outil 処理 "
    "diensten dienstleistung servicio servicios servizio serviço serviços",
    "places": "location country countries region place jurisdiction land standort ort sitz verarbeitungsort pays lieu "
    "国 所在 場所 地域 拠点 where wo waar où dónde dove seat länder serverstandort staat siège lugar domicilio "
    "ubicazione "
    "stato vestiging local locais address anschrift adresse dirección indirizzo morada endereço adres "
    "localisation país ubicación paese sede luogo locatie plaats localiza",
    "package": "component package library module dependency artifact software name komponente paket bibliothek "
               "composant "
    "paquet bibliothèque componente paquete biblioteca libreria pacote",
}  # fmt: skip
_OF_SOMETHING = re.compile(
    r"(?:(?:location|place|purpose|description|country|region|role|activit)\w*|services?)(?! provider)\b|"
    r"(?:ort|sitz|land|zweck|art|gegenstand|lieu|pays|finalité|objet|país|lugar|finalidad|servicio|luogo|paese|sede|"
    r"finalità|"
    r"servizi\w|local|serviço|finalidade|plaats|doel|dienst)\b(?! ?(?:und|/) ?name)"
)
"""Heads that name what a subprocessor has."""
_JAPANESE_OF_SOMETHING = ("国", "所在地", "場所", "地域", "業務", "内容", "目的", "用途", "役割", "番号")
_ASIDE = re.compile(r"\([^)]{0,300}\)")


def bare(cell: str) -> str:
    """A cell in small letters, without what stands in brackets."""
    return " ".join(_ASIDE.sub(" ", cell).split()).lower().strip(" :.*#")


def column(header: Sequence[str], kind: str) -> int | None:
    """The column whose head begins a word with the first stem of a kind that any does."""
    places = columns(header, kind)
    return places[0] if places else None


def columns(header: Sequence[str], kind: str) -> list[int]:
    """The columns of a kind ("name", "purposes", "places" or "package"), those of the first stem ahead."""
    heads = [re.sub(r"sub-\s?", "sub", bare(cell)) for cell in header]
    if kind == "name":
        heads = ["" if _OF_SOMETHING.match(head) or head.endswith(_JAPANESE_OF_SOMETHING) else head for head in heads]
    return list(
        dict.fromkeys(
            place
            for stem in _STEMS[kind].split()
            for place, head in enumerate(heads)
            if any(
                word.startswith(stem) or (stem in word and (len(stem) > 5 or is_cjk(stem[0])))
                for word in re.split(r"[\W_]+", head)
            )
        )
    )


def is_of_processors(cells: Sequence[str]) -> bool:
    """Whether cells head a list of who does what, or where."""
    if any(len(cell) > 80 for cell in cells):
        return False
    return bool(columns(cells, "name")) and bool(columns(cells, "purposes") or columns(cells, "places"))
