//! The language that a person writes in, as chosen on this device.

use crate::platform::storage;

const KEY: &str = "baraza:writing-language:v1";

/// Languages that can be chosen, each by its tag and by its own name.
pub const LANGUAGES: &str = "\
af Afrikaans
am አማርኛ
ar العربية
bg Български
bn বাংলা
ca Català
cs Čeština
da Dansk
de Deutsch
el Ελληνικά
en English
eo Esperanto
es Español
et Eesti
eu Euskara
fa فارسی
fi Suomi
fr Français
ga Gaeilge
gl Galego
gu ગુજરાતી
ha Hausa
he עברית
hi हिन्दी
hr Hrvatski
hu Magyar
id Bahasa Indonesia
ig Igbo
is Íslenska
it Italiano
ja 日本語
ko 한국어
lt Lietuvių
lv Latviešu
mr मराठी
ms Bahasa Melayu
nb Norsk bokmål
nl Nederlands
pa ਪੰਜਾਬੀ
pl Polski
pt Português
ro Română
ru Русский
rw Kinyarwanda
sk Slovenčina
sl Slovenščina
so Soomaali
sr Српски
sv Svenska
sw Kiswahili
ta தமிழ்
te తెలుగు
th ไทย
ti ትግርኛ
tr Türkçe
uk Українська
ur اردو
vi Tiếng Việt
yo Yorùbá
zh 中文
zu isiZulu
";

/// The tag of the language; `None` where it is left to the browser.
pub fn chosen() -> Option<String> {
    storage::get(KEY).filter(|tag| !tag.is_empty())
}

/// Chooses a language by its tag. An empty one leaves it to the browser.
pub fn choose(tag: &str) {
    // One that cannot be kept is asked for again, which is no loss worth a word.
    drop(storage::set(KEY, tag));
}
