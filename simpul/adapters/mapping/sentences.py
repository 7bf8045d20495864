"""What a reason code means to the person who has typed the row, in Indonesian and in English; it names no value."""

from collections.abc import Iterable, Mapping

from simpul.adapters.quality import Finding
from simpul.numbers import ReasonCode

SENTENCES: Mapping[ReasonCode, tuple[str, str]] = {
    ReasonCode.NIK_MISSING: (
        "NIK kosong; isi NIK orang ini.",
        "The NIK is empty; fill in the NIK of this person.",
    ),
    ReasonCode.NIK_EXCEL_DAMAGED: (
        "NIK rusak oleh Excel; ketik ulang dari dokumen asli, dengan format sel Teks.",
        "Excel has damaged the NIK; type it again from the document, in a cell formatted as text.",
    ),
    ReasonCode.NIK_LENGTH: (
        "NIK tidak terdiri dari enam belas angka; periksa pada dokumen asli.",
        "The NIK does not have sixteen digits; check it against the document.",
    ),
    ReasonCode.NIK_BAD_DATE: (
        "Tanggal lahir di dalam NIK tidak ada di kalender; periksa pada dokumen asli.",
        "The birth date inside the NIK is no day of the calendar; check it against the document.",
    ),
    ReasonCode.NIK_SERIAL_ZERO: (
        "Empat angka terakhir NIK semuanya nol; periksa pada dokumen asli.",
        "The last four digits of the NIK are all zero; check it against the document.",
    ),
    ReasonCode.NIK_DISTRICT_UNKNOWN: (
        "Enam angka pertama NIK bukan kode kecamatan yang dikenal; pastikan tidak salah ketik.",
        "The first six digits of the NIK are no known district; make sure that it is no slip.",
    ),
    ReasonCode.NIK_DATE_MISMATCH: (
        "Tanggal lahir atau jenis kelamin pada baris ini berbeda dengan NIK; periksa keduanya.",
        "The birth date or sex of this row differs from the NIK; check both.",
    ),
    ReasonCode.KK_LENGTH: (
        "Nomor KK tidak terdiri dari enam belas angka; periksa pada kartu keluarga.",
        "The KK number does not have sixteen digits; check it against the family card.",
    ),
    ReasonCode.KK_LOOKS_LIKE_NIK: (
        "Nomor KK terlihat seperti NIK; pastikan kolomnya tidak tertukar.",
        "The KK number looks like a NIK; make sure that the columns are not exchanged.",
    ),
    ReasonCode.NIP_LENGTH: (
        "NIP tidak terdiri dari delapan belas angka; periksa pada surat keputusan.",
        "The NIP does not have eighteen digits; check it against the decree.",
    ),
    ReasonCode.NIP_OLD_FORMAT: (
        "Ini NIP lama; isi NIP baru.",
        "This is an old NIP; fill in the new one.",
    ),
    ReasonCode.NIP_BAD_DATE: (
        "Tanggal lahir di dalam NIP tidak ada di kalender; periksa pada surat keputusan.",
        "The birth date inside the NIP is no day of the calendar; check it against the decree.",
    ),
    ReasonCode.NIP_SEX: (
        "Angka jenis kelamin di dalam NIP tidak sah; periksa pada surat keputusan.",
        "The digit for the sex inside the NIP is not valid; check it against the decree.",
    ),
    ReasonCode.NIP_TMT_EARLY: (
        "Menurut NIP, pegawai ini diangkat terlalu muda; periksa pada surat keputusan.",
        "By its NIP this person was appointed too young; check it against the decree.",
    ),
    ReasonCode.NIP_MONTH_CODE: (
        "Bulan pengangkatan di dalam NIP bukan bulan; wajar untuk PPPK.",
        "The month of appointment inside the NIP is no month; that is usual for contract staff (PPPK).",
    ),
    ReasonCode.NOP_LENGTH: (
        "NOP tidak terdiri dari delapan belas angka; periksa pada SPPT.",
        "The NOP does not have eighteen digits; check it against the tax notice.",
    ),
    ReasonCode.NOP_EXCEL_DAMAGED: (
        "NOP rusak oleh Excel; ketik ulang dari SPPT, dengan format sel Teks.",
        "Excel has damaged the NOP; type it again from the tax notice, in a cell formatted as text.",
    ),
    ReasonCode.NOP_PREFIX: (
        "NOP bukan milik Kabupaten Lumajang; periksa pada SPPT.",
        "The NOP does not belong to the regency of Lumajang; check it against the tax notice.",
    ),
    ReasonCode.NOP_KECAMATAN_UNKNOWN: (
        "Kode kecamatan di dalam NOP tidak dikenal; pastikan tidak salah ketik.",
        "The district inside the NOP is not known; make sure that it is no slip.",
    ),
    ReasonCode.NOP_MARK_UNKNOWN: (
        "Angka terakhir NOP tidak lazim; pastikan tidak salah ketik.",
        "The last digit of the NOP is unusual; make sure that it is no slip.",
    ),
    ReasonCode.VILLAGE_UNKNOWN: (
        "Kode desa atau kelurahan tidak dikenal; pakai kode Kemendagri.",
        "The village code is not known; use the code of Kemendagri.",
    ),
    ReasonCode.VILLAGE_WITHOUT_TARGET: (
        "Desa pada peringatan ini belum punya sasaran; lengkapi daftar zona bahaya.",
        "The village of this alert has no target yet; complete the list of hazard zones.",
    ),
    ReasonCode.LEADING_ZERO_RESTORED: (
        "Angka nol di depan hilang dan dipulihkan; simpan kolom ini dengan format Teks.",
        "A leading zero was lost and has been restored; keep this column formatted as text.",
    ),
    ReasonCode.DATE_EXCEL_SERIAL: (
        "Tanggal tertulis sebagai nomor hari Excel dan telah diubah; simpan kolom ini dengan format Tanggal.",
        "The date was a day number of Excel and has been converted; keep this column formatted as a date.",
    ),
    ReasonCode.DATE_INVALID: (
        "Tanggal kosong atau tidak sah; tulis tanggal-bulan-tahun.",
        "The date is empty or not valid; write day-month-year.",
    ),
    ReasonCode.DEATH_AFTER_REGISTRATION: (
        "Tanggal kematian lebih lambat daripada tanggal akta; periksa keduanya.",
        "The date of death is later than that of the certificate; check both.",
    ),
    ReasonCode.MONEY_FRACTION: (
        "Jumlah uang bukan rupiah bulat; tulis dengan titik untuk ribuan dan tanpa sen.",
        "The amount is not in whole rupiah; write it with dots for thousands and without cents.",
    ),
    ReasonCode.SUBJECT_WITHOUT_NIK: (
        "NIK orang ini belum ada dalam data; lengkapi bila diketahui.",
        "The data have no NIK of this person; fill it in where it is known.",
    ),
    ReasonCode.SUBJECT_NIK_INVALID: (
        "NIK orang ini tidak sah dan tidak dipakai; periksa pada dokumen asli.",
        "The NIK of this person is not valid and was not used; check it against the document.",
    ),
    ReasonCode.DUPLICATE_ROW: (
        "Baris ini sudah pernah dikirim dengan isi yang sama; tidak perlu dikirim lagi.",
        "This row was sent before with the same content; it need not be sent again.",
    ),
    ReasonCode.NOT_DATA: (
        "Baris ini judul, baris kosong, atau jumlah; diabaikan.",
        "This row is a title, a blank line or a total; it was ignored.",
    ),
    ReasonCode.ID_MISSING: (
        "Nomor atau isian wajib kosong; lengkapi kolom ini.",
        "A number or another required cell is empty; fill in this column.",
    ),
    ReasonCode.RECIPIENT_MISSING: (
        "Disposisi tidak punya penerima; isi penerimanya.",
        "The disposition has no recipient; fill in who must act.",
    ),
    ReasonCode.PARENT_REJECTED: (
        "Bagian ini ikut ditolak bersama surat induknya; perbaiki suratnya lebih dulu.",
        "This part was rejected together with its letter; correct the letter first.",
    ),
    ReasonCode.LABEL_UNKNOWN: (
        "Isi kolom ini tidak dikenal; tulis seperti pada daftar kode.",
        "What stands in this column is not known; write it as in the list of codes.",
    ),
}


def explained(findings: Iterable[Finding]) -> str:
    """Code, column and both sentences of each finding, one behind the other."""
    return " | ".join(_explained(finding) for finding in findings)


def _explained(finding: Finding) -> str:
    indonesian, english = SENTENCES[finding.reason]
    column = f" ({finding.field})" if finding.field else ""
    return f"{finding.reason}{column}: {indonesian} / {english}"
