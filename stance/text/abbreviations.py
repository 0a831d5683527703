"""The words that the splitter knows: abbreviations, usual first words, and words that go on.

Written for this project from general knowledge of Indonesian newspapers and letters. Each word is
spelled as before the full stop, without it. An abbreviation written with a capital here counts
only where the text has the capital too, since its small form is a word of its own ("Kol." is a
colonel, "kol" a cabbage); one written small counts in any case. Dotted ones (S.H., a.n., B.J.),
single letters and clusters such as "Tb." need no entry: the rules know their shapes. Only small
dotted ones that may end a sentence have one.
"""

from stance.text.scanning import (
    CAPITAL,
    CARRYING,
    CONTINUING,
    DOMAIN,
    ENDING,
    EXCLAIMING,
    GUARDED,
    NUMBERED,
    REPORTING,
    STARTER,
    TITLE,
    word_key,
)

# Before a name or another word; never the end of a sentence.
TITLES = """
    dr prof drs dra drg drh hj kh tgk bpk ny tn sdr sdri yth ytk alm pdt ust ustz mgr
    mr mrs ms messrs st sto rev hon lt Sen Rep Gov Gen Col Capt Sgt Maj Cmdr Adm Atty
    Ir Ing Jend Jen Kol Kapt Letjen Mayjen Letkol Kombes
    jl jln gg kab kec Kel prov Kep ds dsn kp Univ Dep Dept
    moh muh mohd muhd abd vs cf
    kpd dgn utk sbg ttg dlm yg thd
"""

# Ranks, firms, given names in two letters, hours and blessings: they may end a sentence, but only
# before a usual first word.
GUARDED_WORDS = """
    Brigjen Irjen Komjen Marsda Marsma Marsdya Laksda Laksma Laksdya Laks Kompol Lettu Letda
    Serma Serka Sertu Serda Kopka Koptu Kopda Praka Pratu Prada Iptu Ipda Aiptu Aipda
    Bripka Briptu Bripda AKP AKBP Wagub Gub Pol Purn PT CV UD Fa Tbk Ltd Inc Corp Co Pte LLC LLP
    PLC Sdn Bhd Bros RS Jr Sr Dok HM HR BJ RA RM KRT
    a.m p.m s.a.w s.w.t a.s r.a
"""

# Before a number: "No. 5", "hlm. 12", "5 Jan. 2010", "Ps. IV"; elsewhere ordinary words.
NUMBERED_WORDS = """
    no nmr nomer hlm hal tgl th thn bln pkl psl ps bab vol jil jld ed edisi gbr ca kl lk pk rp rt
    rw blok km Jan Feb Mar Apr Jun Jul Agu Agt Ags Agust Sep Sept Okt Nov Des
"""

# May end a sentence, but not before a lower-case letter.
ENDING_WORDS = "dll dsb dst dkk dsbnya dllnya etc al cs tsb ybs ttd"

# Words that begin a sentence when they stand with a capital after an initial or a degree.
STARTERS = """
    ia dia mereka kami kita saya aku beliau ini itu hal namun tetapi tapi akan sementara sedangkan
    selain setelah sebelum sebelumnya selanjutnya kemudian lalu pada di ke dari dalam dengan untuk
    oleh karena sebab jika kalau bila apabila ketika saat meski meskipun walau walaupun bahkan juga
    menurut menurutnya adapun sejak selama hingga sampai sebagai seperti seorang sebuah para tidak
    tak bukan belum sudah telah kini sekarang apa apakah siapa bagaimana mengapa kenapa kapan ada
    banyak beberapa semua seluruh setiap tiap antara atas maka sehingga agar supaya jadi begitu
    demikian alhasil pasalnya sebaliknya akibatnya akhirnya awalnya rencananya kabarnya konon
    rupanya ternyata tentu mungkin yang tepat jangan silakan kepada terhadap tanpa berdasarkan
    diketahui dikatakan diberitakan dilansir berikut terkait lebih sesuai bersama melalui
    sedikitnya sekitar total artinya misalnya contohnya karenanya padahal lantas berbeda
    rencana pemerintah perusahaan perseroan presiden menteri polisi harga saham laporan pihak
    warga kasus keputusan penelitian peristiwa kejadian serangan pertemuan sidang sejumlah
    keduanya ketiganya kondisi situasi hasil jumlah data tim pernyataan langkah upaya hari
    kedua ketiga sebanyak sebagian berbagai hampir hanya semuanya seluruhnya sesekali kadang
    itulah inilah bagi kendati sayangnya segera setidaknya sepanjang sekali baru masih sungguh
    semakin makin semoga biasanya sebenarnya sesungguhnya memang jelas bisa dapat harus perlu
    boleh siapakah bagaimanakah benarkah haruskah bisakah mungkinkah dapatkah adakah tidakkah
    bukankah termasuk terlepas mengutip menanggapi mengingat disebutkan diperkirakan dilaporkan
    dikutip lewat akibat seiring berkat usai sesudah pasca sejauh sangat
    kelompok pejabat pasukan insiden masyarakat penduduk anggota petugas penyidik pelaku korban
    perempuan pasangan tindakan komentar tentara pengadilan hakim jaksa terdakwa sanksi hukuman
    kebijakan aturan perjanjian kesepakatan konflik perang krisis pemilu parlemen wilayah bandara
    peneliti ilmuwan dokter pasien penonton penggemar pemain pertandingan pengacara juru mantan
    investor analis emiten laba pendapatan penjualan pembelian pertumbuhan biaya manajemen direksi
    karyawan pemegang kepemilikan doa terima pekan malam pagi siang sore kemarin nanti
"""

# Small words after a question or exclamation mark that go on with its sentence.
CARRYING_WORDS = """
    kata katanya ujar ujarnya tutur tuturnya ucap ucapnya tegas tegasnya jelas jelasnya tanya
    tanyanya sahut sahutnya imbuh imbuhnya papar paparnya ungkap ungkapnya lanjut lanjutnya tambah
    tambahnya terang terangnya sebut sebutnya cetus cetusnya seru serunya teriak teriaknya tulis
    tulisnya pungkas pungkasnya jawab jawabnya pinta pintanya
    dan atau tetapi tapi namun yang adalah merupakan dari karya pada untuk dengan serta
"""

# Verbs after a quotation that ends with ? or !: "Siap?" Presiden bertanya.
REPORTING_WORDS = "berkata bertanya menjawab berseru berteriak berujar bertutur menukas menyahut"

# Names that end with an exclamation mark, which ends their sentence only before a usual first word.
EXCLAIMING_WORDS = "yahoo jeopardy joomla"

# Spelled as here, in small letters or in capitals, they go on with the sentence before a full stop
# that somebody has let slip in: "pukul 20.00. WIB".
CONTINUING_WORDS = "wib wita wit et est edt pst pdt gmt utc bahwa maupun"

# The last part of an internet name.
DOMAINS = "com co id net org go ac or sch tv news info web html htm php io my sg us uk js"

_LISTS = (
    (TITLES, TITLE),
    (GUARDED_WORDS, GUARDED),
    (NUMBERED_WORDS, NUMBERED),
    (ENDING_WORDS, ENDING),
    (STARTERS, STARTER),
    (CARRYING_WORDS, CARRYING),
    (REPORTING_WORDS, REPORTING),
    (EXCLAIMING_WORDS, EXCLAIMING),
    (CONTINUING_WORDS, CONTINUING),
    (DOMAINS, DOMAIN),
)


def marked_words() -> dict[str, int]:
    """Each word in small letters with its marks, those of all lists together.

    Examples
    --------
    >>> marked_words()["kol"] == TITLE | CAPITAL
    True
    """
    marked: dict[str, int] = {}
    for words, mark in _LISTS:
        for word in words.split():
            capital = CAPITAL if word[0].isupper() else 0
            marked[word.lower()] = marked.get(word.lower(), 0) | mark | capital
    return marked


def word_table() -> tuple[list[int], list[int]]:
    """The marked words as an open hash table: keys (0: an empty slot) and marks.

    At most a quarter of the slots is taken, so that nearly every search ends at the first.
    """
    marked = marked_words()
    size = 1 << (4 * len(marked)).bit_length()
    keys, marks = [0] * size, [0] * size
    for word, mark in marked.items():
        key = word_key(word.encode(), 0, len(word))
        slot = key % size
        while keys[slot]:
            slot = (slot + 1) % size
        keys[slot], marks[slot] = key, mark
    return keys, marks
