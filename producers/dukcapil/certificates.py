"""What SIAK's exports of certificates have in common: the words for their status, and how one is taken back."""

from collections.abc import Mapping

from avro_schemas.dispendukcapil import CivilDocument, CivilDocumentCancelled
from simpul.adapters import start_of
from simpul.adapters.mapping import Row, Said
from simpul.tokens import TokenDomain

SIAK = 1  # id of the source system
CANCELLED: Mapping[str, bool] = {"AKTIF": False, "": False, "BATAL": True}


def certificate_no(row: Row) -> str:
    """The number that a certificate is known by."""
    return row.key("NO_AKTA").upper()


def cancellation(row: Row, *, nik: str, document_type: CivilDocument) -> Said:
    """A certificate that is no longer valid; nothing else is read of it, since that may be why."""
    decided_on = row.day("TGL_ENTRI")
    number = certificate_no(row)
    return row.says(
        CivilDocumentCancelled(
            person_tok=row.token(TokenDomain.NIK, nik),
            document_type=document_type,
            certificate_no=number,
            cert_tok=row.token(TokenDomain.CERT, number),
            ground=None,
            decided_on=decided_on,
        ),
        document=number,
        occurred_at=start_of(decided_on),
        registered_at=start_of(decided_on),
        cancels=True,
    )
