"""Every word of the report in Indonesian and English, as data."""

from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

TASKS: dict[str, tuple[str, str]] = {
    "stance": ("sikap", "stance"),
    "sentiment": ("sentimen", "sentiment"),
}
"""What a task measures; a task of a user's own goes by its own name."""

LABELS: dict[str, tuple[str, str]] = {
    "cooperative": ("kooperatif", "cooperative"),
    "neutral": ("netral", "neutral"),
    "confrontational": ("konfrontatif", "confrontational"),
    "positive": ("positif", "positive"),
    "negative": ("negatif", "negative"),
}

# Keys that begin with js_ are also given to the page's script, which fills in {placeholders}.
WORDS: dict[str, tuple[str, str]] = {
    "title": ("Laporan {measure}", "{Measure} report"),
    "headline": (
        "{Measure} dalam {articles} dan {comments}{period}",
        "{Measure} in {articles} and {comments}{period}",
    ),
    "headline_articles_only": ("{Measure} dalam {articles}{period}", "{Measure} in {articles}{period}"),
    "headline_empty": ("Belum ada kalimat yang dinilai", "No sentence has been scored"),
    "empty_lede": (
        "Berkas skor ini tidak memuat kalimat yang berhasil dinilai, jadi tidak ada yang dapat "
        "digambar. Lihat daftar dokumen gagal di bawah.",
        "This file of scores holds no sentence that was scored, so there is nothing to draw. "
        "See the failed documents below.",
    ),
    "count_articles": ("{n} artikel", "{n} articles"),
    "count_articles_one": ("{n} artikel", "{n} article"),
    "count_comments": ("{n} komentar pembaca", "{n} reader comments"),
    "count_comments_one": ("{n} komentar pembaca", "{n} reader comment"),
    "lede_mean": (
        "Rata-rata skor {measure} artikel {score}{interval}, pada skala −1 ({last}) sampai +1 "
        "({first}): {lean}.",
        "The articles’ mean {measure} score is {score}{interval}, on a scale from −1 ({last}) to "
        "+1 ({first}): {lean}.",
    ),
    "lean_first": ("condong {first}", "leaning {first}"),
    "lean_last": ("condong {last}", "leaning {last}"),
    "lean_none": ("tidak jelas condong ke mana", "no clear lean either way"),
    "lede_gap": (
        "Komentar {verdict}: selisih artikel–komentar rata-rata {gap}{interval}, dari {n} artikel "
        "yang berkomentar.",
        "Comments are {verdict}: the mean gap between an article and its comments is "
        "{gap}{interval}, from {n} articles that have comments.",
    ),
    "gap_first": ("lebih {first} daripada artikelnya", "more {first} than their articles"),
    "gap_last": ("lebih {last} daripada artikelnya", "more {last} than their articles"),
    "gap_none": (
        "tidak jelas berbeda dari artikelnya",
        "not clearly different from their articles",
    ),
    "no_comments": ("Tidak ada komentar pembaca dalam data ini.", "There are no reader comments in these data."),
    "between": (" (selang 95% {low} sampai {high})", " (95% interval {low} to {high})"),
    "no_interval": (" (tanpa selang)", " (no interval)"),
    "uncorrected_name": ("Belum dikoreksi", "Uncorrected"),
    "uncorrected": (
        "Angka-angka ini menghitung label yang diberikan sebuah pengklasifikasi. Kesalahannya belum "
        "diperhitungkan, dan bisa berbeda menurut tahun, media, serta antara artikel dan komentar.",
        "These figures count the labels a classifier gave. Its errors are not corrected for yet, and "
        "they may differ between years, outlets, and articles and comments.",
    ),
    "may_say": (
        "Boleh dikatakan: beginilah pengklasifikasi ini membaca teks-teks ini, beserta selangnya.",
        "May be said: this is how this classifier reads these texts, with the intervals shown.",
    ),
    "may_not_say": (
        "Belum boleh dikatakan: bahwa perubahan atau selisihnya sebesar ini di dunia nyata. Selang "
        "memuat ketidakpastian karena artikel yang terkumpul, bukan kesalahan pengklasifikasi.",
        "May not be said yet: that the changes or gaps are this large in reality. The intervals hold "
        "the chance of which articles were collected, not the classifier’s errors.",
    ),
    "trained_on": (
        "{share} kalimat ({n}) berasal dari dokumen yang labelnya dipakai melatih pengklasifikasi "
        "ini. Skornya bukan hasil uji pada teks baru dan tampak lebih yakin daripada semestinya.",
        "{share} of the sentences ({n}) are from documents whose labels trained this classifier. "
        "Their scores are not out of sample and look surer than they should.",
    ),
    "fact_articles": ("Artikel", "Articles"),
    "fact_comments": ("Komentar", "Comments"),
    "fact_sentences": ("Kalimat", "Sentences"),
    "fact_mean": ("Rata-rata skor {measure}", "Mean {measure} score"),
    "fact_gap": ("Selisih artikel–komentar", "Article–comment gap"),
    "fact_outlets": ("{n} media", "{n} outlets"),
    "fact_outlets_one": ("{n} media", "{n} outlet"),
    "fact_commented": ("pada {n} artikel", "under {n} articles"),
    "fact_commented_one": ("pada {n} artikel", "under {n} article"),
    "fact_split": ("{a} artikel, {c} komentar", "{a} article, {c} comment"),
    "fact_interval": ("selang 95%: {low} … {high}", "95% interval: {low} … {high}"),
    "scale": ("Skala skor", "Score scale"),
    "nav_trend": ("Tren", "Trend"),
    "nav_shares": ("Porsi", "Shares"),
    "nav_gap": ("Selisih", "Gap"),
    "nav_articles": ("Artikel", "Articles"),
    "nav_tables": ("Tabel", "Tables"),
    "nav_making": ("Cara dibuat", "Method"),
    "trend_title": ("Tren {measure} per tahun", "{Measure} by year"),
    "trend_note": (
        "Garis dan pita: rata-rata semua artikel setahun dengan selang 95%. Titik pudar: satu artikel; "
        "tunjuk untuk rinciannya, klik untuk membukanya. Angka di dasar grafik: banyaknya artikel. "
        "Tahun tanpa artikel dibiarkan kosong.",
        "Line and band: the mean of a year’s articles with its 95% interval. Faint dots: one article "
        "each; point at one for details, click to open it. The numbers at the foot count articles. "
        "Years without articles stay empty.",
    ),
    "trend_undated": (
        "{n} artikel tanpa tanggal tidak tampak dalam grafik ini.",
        "{n} articles without a date are not in this chart.",
    ),
    "trend_none": (
        "Tidak ada artikel bertanggal, jadi tidak ada tren.",
        "No article has a date, so there is no trend.",
    ),
    "shares_title": ("Porsi label per tahun", "Label shares by year"),
    "shares_note": (
        "Porsi kalimat artikel menurut label yang paling mungkin, dengan selang 95%.",
        "The share of article sentences by their most probable label, with 95% intervals.",
    ),
    "gap_title": ("Selisih artikel–komentar", "Articles against their comments"),
    "gap_note": (
        "Satu baris satu artikel: ● artikelnya, ◇ rata-rata komentarnya. Garis jingga: komentar lebih "
        "{last}; garis biru: lebih {first}. Klik sebuah lambang untuk membuka artikelnya.",
        "One row an article: ● the article, ◇ the mean of its comments. Orange line: the comments are "
        "more {last}; blue: more {first}. Click a symbol to open its article.",
    ),
    "gap_cut": (
        "Tampak {shown} selisih terbesar dari {n}; semuanya ada dalam tabel.",
        "Showing the {shown} largest gaps of {n}; the table has them all.",
    ),
    "gap_years": ("Selisih per tahun", "Gap by year"),
    "articles_title": ("Artikel demi artikel", "Article by article"),
    "articles_note": (
        "Buka sebuah artikel untuk membaca kalimatnya. Warna dan lambang menunjukkan label yang paling "
        "mungkin; kata yang digarisbawahi paling kuat mendorong nilainya. Tunjuk kalimat, atau pindah "
        "kepadanya dengan tombol Tab, untuk melihat probabilitasnya.",
        "Open an article to read its sentences. Colour and symbol show the most probable label; the "
        "underlined words drove the score most. Point at a sentence, or move to it with Tab, for its "
        "probabilities.",
    ),
    "articles_cut": (
        "Data ini terlalu besar untuk satu halaman: termuat {listed} dari {n} artikel, {open} di antaranya "
        "dengan kalimatnya (yang paling ekstrem dan yang terbaru). Tabel CSV memuat semua artikel.",
        "These data are too large for one page: it lists {listed} of {n} articles, {open} of them with "
        "their sentences (the most extreme and the most recent). The CSV tables hold all articles.",
    ),
    "needs_script": (
        "Grafik dan kalimat artikel digambar oleh skrip di dalam halaman ini; tabel di bawah dapat dibaca "
        "tanpa skrip.",
        "The charts and the articles’ sentences are drawn by the script inside this page; the tables "
        "below can be read without it.",
    ),
    "tables_title": ("Tabel", "Tables"),
    "tables_note": (
        "Setiap tabel juga tersimpan sebagai CSV di samping halaman ini, dengan nama kolom dalam bahasa "
        "Inggris.",
        "Each table is also a CSV file beside this page.",
    ),
    "table_yearly": ("Per tahun", "By year"),
    "table_outlets": ("Per media", "By outlet"),
    "table_articles": ("Per artikel", "By article"),
    "table_gaps": ("Selisih tiap artikel", "Gap by article"),
    "table_gap_years": ("Selisih per tahun", "Gap by year"),
    "table_cut": (
        "Tampak {shown} baris pertama dari {n}; CSV memuat semuanya.",
        "Showing the first {shown} rows of {n}; the CSV has them all.",
    ),
    "col_year": ("Tahun", "Year"),
    "col_outlet": ("Media", "Outlet"),
    "col_article": ("Artikel", "Article"),
    "col_date": ("Tanggal", "Date"),
    "col_articles": ("Artikel", "Articles"),
    "col_sentences": ("Kalimat", "Sentences"),
    "col_score": ("Skor", "Score"),
    "col_interval": ("Selang 95%", "95% interval"),
    "col_comments": ("Komentar", "Comments"),
    "col_comment_score": ("Skor komentar", "Comment score"),
    "col_gap": ("Selisih", "Gap"),
    "col_method": ("Cara", "Method"),
    "method_uncorrected": ("belum dikoreksi", "uncorrected"),
    "no_date": ("tanpa tanggal", "undated"),
    "no_outlet": ("media tidak diketahui", "outlet unknown"),
    "no_title": ("(tanpa judul)", "(untitled)"),
    "download_csv": ("Unduh CSV", "Download CSV"),
    "download_svg": ("Unduh SVG", "Download SVG"),
    "making_title": ("Cara laporan ini dibuat", "How this report was made"),
    "making_steps": (
        "Halaman dan tabel dibaca menjadi artikel dan komentar, dipecah menjadi kalimat, lalu tiap "
        "kalimat dinilai oleh pengklasifikasi linear atas TF-IDF. Skor sebuah kalimat adalah P({first}) "
        "dikurangi P({last}). Skor artikel adalah rata-rata kalimatnya; selangnya dari bootstrap atas "
        "kalimat. Skor tahun, porsi label, dan selisih memakai bootstrap atas artikel utuh.",
        "Pages and tables were read into articles and comments and split into sentences; a linear "
        "classifier over TF-IDF scored each sentence. A sentence’s score is P({first}) minus P({last}). "
        "An article’s score is the mean of its sentences, with a bootstrap of sentences for its "
        "interval. Yearly scores, label shares and gaps use a bootstrap of whole articles.",
    ),
    "making_model": ("Pengklasifikasi", "Classifier"),
    "making_data": ("Data", "Data"),
    "making_reading": ("Catatan pembacaan", "Notes from reading"),
    "making_warnings": ("Peringatan", "Warnings"),
    "making_failed": ("Dokumen gagal", "Failed documents"),
    "making_versions": ("Versi", "Versions"),
    "making_unknown": (
        "Berkas skor tidak menyebutkannya.",
        "The file of scores does not say.",
    ),
    "bundle_digest": ("Sidik bundel", "Bundle digest"),
    "settings_digest": ("Sidik pengaturan", "Settings digest"),
    "data_digest": ("Sidik data latih", "Training data digest"),
    "settings": ("Pengaturan laporan", "Report settings"),
    "codebook": ("Buku kode", "Codebook"),
    "training_labels": ("Label latih", "Training labels"),
    "validation": ("Uji di luar lipatan (artikel utuh)", "Out of fold (articles whole)"),
    "validation_n": ("{n} kalimat berlabel", "{n} labelled sentences"),
    "figure_accuracy": ("akurasi", "accuracy"),
    "figure_macro_f1": ("macro-F1", "macro-F1"),
    "figure_calibration_error": ("galat kalibrasi", "calibration error"),
    "interval_level": ("Tingkat selang", "Interval level"),
    "replications": ("Ulangan bootstrap", "Bootstrap replications"),
    "seed": ("Benih acak", "Random seed"),
    "count_undated": ("Artikel tanpa tanggal", "Articles without a date"),
    "count_inferred": ("Tahun disimpulkan, bukan tertulis", "Year inferred, not written"),
    "count_duplicates": ("Hampir sama dengan dokumen lain", "Near-duplicates of another document"),
    "count_failed": ("Dokumen gagal dinilai", "Documents that could not be scored"),
    "count_uncommented": ("Artikel tanpa komentar", "Articles without comments"),
    "no_warnings": ("Tidak ada.", "None."),
    "repaired": ("diperbaiki", "repaired"),
    "inferred": ("disimpulkan", "inferred"),
    "marked": ("ditandai", "marked"),
    "skipped": ("dilewati", "skipped"),
    "footer": (
        "Halaman ini berdiri sendiri: tidak menghubungi jaringan dan tidak mengirim apa pun.",
        "This page stands on its own: it contacts no network and sends nothing.",
    ),
    "skip_link": ("Langsung ke isi", "Skip to content"),
    "language_switch": ("Bahasa", "Language"),
    "section_nav": ("Bagian laporan", "Report sections"),
    "axis_score_ends": (
        "◀ {last} · skor {measure} · {first} ▶",
        "◀ {last} · {measure} score · {first} ▶",
    ),
    "axis_ends": ("◀ {last} · {first} ▶", "◀ {last} · {first} ▶"),
    "alt_trend": (
        "Grafik garis rata-rata skor per tahun. Angkanya ada dalam tabel Per tahun.",
        "Line chart of the mean score by year. Its figures are in the table By year.",
    ),
    "alt_shares": (
        "Grafik porsi label {label} per tahun. Angkanya ada dalam tabel Per tahun.",
        "Chart of the share of {label} by year. Its figures are in the table By year.",
    ),
    "alt_gap": (
        "Grafik skor tiap artikel dan komentarnya. Angkanya ada dalam tabel Selisih tiap artikel.",
        "Chart of each article’s score and its comments’. Its figures are in the table Gap by article.",
    ),
    "js_search": ("Cari dalam judul dan kalimat", "Search titles and sentences"),
    "js_all_outlets": ("Semua media", "All outlets"),
    "js_all_years": ("Semua tahun", "All years"),
    "js_outlet": ("Media", "Outlet"),
    "js_year": ("Tahun", "Year"),
    "js_sort": ("Urutkan", "Sort by"),
    "js_sort_date": ("terlama dulu", "oldest first"),
    "js_sort_recent": ("terbaru dulu", "newest first"),
    "js_sort_first": ("paling {first}", "most {first}"),
    "js_sort_last": ("paling {last}", "most {last}"),
    "js_sort_gap": ("selisih terbesar", "largest gap"),
    "js_with_comments": ("Hanya yang berkomentar", "With comments only"),
    "js_found": ("{n} dari {all} artikel", "{n} of {all} articles"),
    "js_more": ("Tampilkan {n} lagi", "Show {n} more"),
    "js_none_found": ("Tidak ada artikel yang cocok.", "No article matches."),
    "js_sentences": ("{n} kalimat", "{n} sentences"),
    "js_comments": ("{n} komentar", "{n} comments"),
    "js_comments_heading": ("Komentar pembaca", "Reader comments"),
    "js_comment": ("Komentar {n}", "Comment {n}"),
    "js_gap": ("selisih {gap}", "gap {gap}"),
    "js_score": ("skor {score}", "score {score}"),
    "js_interval": ("selang 95% {low} sampai {high}", "95% interval {low} to {high}"),
    "js_drivers": ("Kata pendorong", "Words that drove it"),
    "js_toward": ("ke arah {label}", "towards {label}"),
    "js_original": ("Buka halaman asli", "Open the original page"),
    "js_trained_on": (
        "Artikel ini dipakai melatih pengklasifikasi: skornya bukan hasil uji pada teks baru.",
        "This article trained the classifier: its scores are not out of sample.",
    ),
    "js_duplicate": ("Hampir sama dengan dokumen lain.", "Nearly equals another document."),
    "js_not_embedded": (
        "Kalimat artikel ini tidak dimuat dalam halaman; lihat berkas skor.",
        "This article’s sentences are not in the page; see the file of scores.",
    ),
    "js_no_date": ("tanpa tanggal", "undated"),
    "js_inferred": ("tahun disimpulkan", "year inferred"),
    "js_no_outlet": ("media tidak diketahui", "outlet unknown"),
    "js_no_title": ("(tanpa judul)", "(untitled)"),
    "js_year_mean": ("rata-rata {year}", "mean of {year}"),
    "js_share": ("porsi {label}", "share of {label}"),
    "js_articles_n": ("{n} artikel", "{n} articles"),
    "js_article_score": ("artikel {score}", "article {score}"),
    "js_comment_score": ("komentar {score}", "comments {score}"),
    "js_click_opens": ("klik untuk membuka", "click to open"),
}

WARNINGS: dict[str, tuple[str, str]] = {
    "few-articles": (
        "Sedikit artikel: selangnya memakai sebaran t Student, sehingga lebar.",
        "Few articles: the interval uses Student’s t, and so is wide.",
    ),
    "one-article": (
        "Hanya satu artikel: tidak ada selang.",
        "One article only: no interval is given.",
    ),
    "no-sentences": ("Tidak ada kalimat yang dinilai.", "No scored sentence."),
    "few-sentences": (
        "Terlalu sedikit kalimat untuk sebuah selang.",
        "Too few sentences for an interval.",
    ),
    "no-spread": (
        "Semua nilainya sama: tidak ada selang.",
        "All values are equal: no interval is given.",
    ),
    "unseen": (
        "Label tidak pernah (atau selalu) muncul: selangnya batas Clopper-Pearson.",
        "A label never (or always) occurs: the interval is the Clopper-Pearson limit.",
    ),
    "rare": (
        "Sebuah label hanya muncul dalam segelintir artikel: selangnya mungkin terlalu sempit.",
        "A label occurs in a handful of articles: its interval may be too narrow.",
    ),
    "clipped": (
        "Selang terpotong di ujung skala.",
        "The interval is cut at the ends of the scale.",
    ),
    "failed": (
        "Ada dokumen yang gagal dinilai dan tidak ikut dihitung.",
        "Some documents could not be scored and are left out.",
    ),
    "inferred-dates": (
        "Tahun sebagian dokumen disimpulkan dari hari dan tanggalnya.",
        "The year of some documents was inferred from weekday and day.",
    ),
    "duplicates": (
        "Sebagian dokumen hampir sama dengan dokumen lain, tetapi dihitung seolah berdiri sendiri.",
        "Some documents nearly equal another one and are counted as if independent.",
    ),
    "trained-on": (
        "Sebagian dokumen ikut melatih pengklasifikasi yang menilainya.",
        "Some documents trained the classifier that scored them.",
    ),
    "models": (
        "Dinilai oleh beberapa model: perbedaannya mungkin berasal dari situ.",
        "Scored by several models: a difference may be theirs.",
    ),
    "shared-commenters": (
        "Sebagian pembaca menulis di bawah beberapa artikel, padahal selang menganggapnya lepas.",
        "Some readers wrote under several articles, which the interval takes as independent.",
    ),
    "no-pair": (
        "Tidak ada artikel yang punya kalimat dan komentar bernilai.",
        "No article has both scored sentences and scored comments.",
    ),
    "without-comments": (
        "Artikel tanpa komentar tidak ikut dalam selisih.",
        "Articles without comments are left out of the gap.",
    ),
    "without-article": (
        "Komentar tanpa artikel tidak ikut dalam selisih.",
        "Comments without an article are left out of the gap.",
    ),
}
"""The codes of the estimates' warnings; one that is not here is shown as it came."""

MONTHS: dict[Language, str] = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
