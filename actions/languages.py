# ruff: noqa: E501 - a table reads better than a column
"""The languages that transcription knows: ISO 639-1 codes, each named in its own script."""

LANGUAGES = [
    ("af", "Afrikaans"), ("ar", "العربية"), ("hy", "Հայերեն"), ("az", "Azərbaycanca"), ("be", "Беларуская"), ("bs", "Bosanski"),
    ("bg", "Български"), ("ca", "Català"), ("zh", "中文"), ("hr", "Hrvatski"), ("cs", "Čeština"), ("da", "Dansk"),
    ("nl", "Nederlands"), ("en", "English"), ("et", "Eesti"), ("fi", "Suomi"), ("fr", "Français"), ("gl", "Galego"),
    ("de", "Deutsch"), ("el", "Ελληνικά"), ("he", "עברית"), ("hi", "हिन्दी"), ("hu", "Magyar"), ("is", "Íslenska"),
    ("id", "Bahasa Indonesia"), ("it", "Italiano"), ("ja", "日本語"), ("kn", "ಕನ್ನಡ"), ("kk", "Қазақша"), ("ko", "한국어"),
    ("lv", "Latviešu"), ("lt", "Lietuvių"), ("mk", "Македонски"), ("ms", "Bahasa Melayu"), ("mr", "मराठी"), ("mi", "Te reo Māori"),
    ("ne", "नेपाली"), ("no", "Norsk"), ("fa", "فارسی"), ("pl", "Polski"), ("pt", "Português"), ("ro", "Română"),
    ("ru", "Русский"), ("sr", "Српски"), ("sk", "Slovenčina"), ("sl", "Slovenščina"), ("es", "Español"), ("sw", "Kiswahili"),
    ("sv", "Svenska"), ("tl", "Tagalog"), ("ta", "தமிழ்"), ("th", "ไทย"), ("tr", "Türkçe"), ("uk", "Українська"),
    ("ur", "اردو"), ("vi", "Tiếng Việt"), ("cy", "Cymraeg"),
]  # fmt: skip
