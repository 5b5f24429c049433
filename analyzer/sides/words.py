"""The words that the sides' parts look for: parties, roles, and a few closed classes of the language."""

from __future__ import annotations

import re
from typing import NamedTuple

from lexicons import Lexicons, Matcher, Party, fold


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


SURNAMES = _words(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh mai đào "
    "cao tạ tô hà vương lương trương phùng quách châu tăng thái triệu kiều lưu chu từ thân nông lò vi "
    "lang khổng la mạc nghiêm ông tôn giang thạch doãn hứa "
)
"""Vietnamese surnames."""

PLACE_HEADS = _words(
    "đường phố sông cầu tỉnh huyện quận phường xã thôn ấp làng bản thị thành biển đảo núi hồ vịnh ngõ "
    "khu chợ bang vùng miền sân tp "
)
"""Words before the name of a place."""

DISTRICTS = _words("tỉnh huyện quận phường xã thôn ấp tp phố bang")
"""Words before the name of a place that has authorities of its own."""

DETERMINERS = _words("các những nhiều một số vài mấy hai ba cả toàn mọi từng mỗi vị ")
"""Words of number before a group."""

NOT_NAMES = _words(
    "theo trong tuy khi sau trước ngày sáng chiều tối trưa hôm đến từ với về tại ở do vì nếu nhưng và "
    "còn đây đó này không có là bị được cũng đã đang sẽ vừa mới năm tháng tuần ảnh video hình như để "
    "cho ra vào trên dưới ngoài giữa qua cùng bằng đồng thời hiện nay nhiên vậy thế rồi chỉ nên phải "
    "hãy đừng mặc dù ngay liên quan trao đổi bên cạnh thứ chủ nhật một hai ba bốn nhiều các những mỗi "
    "mọi tất cả khoảng hơn gần lúc thì mà nào gì sao đâu ai nhằm tính riêng ngược lại cụ thể trả lời "
    "phát biểu nói đáp lần vụ việc chuyện cuộc trận sự điều đặc biệt cuối đầu ban chính ấy thông tin "
    "bài ông bà anh chị tôi xem hỏi pv thưa vâng dạ quý tết sn giờ phút "
    "nsnn pctn gdp cpi fdi oda bhyt bhtn atgt tngt atvstp gtgt tncn pccc cntt xhcn hiv aids adn "
)
"""Words that are no name though capitalised, at the start of a sentence or elsewhere."""

INNER = _words(
    "quốc phòng ngoại giao nội vụ y tế giáo dục đào tạo tài chính công an nghệ thuật cảnh sát điều tra "
    "nghiệp nông thôn bảo vệ nguyên môi trường văn hóa thể thao du lịch khoa học thông truyền vận tải "
    "tư pháp xây dựng hình sự kinh ninh thương mại đầu kế hoạch phát triển quản lý hàng không nhân dân "
    "tối cao trung ương địa phương cấp trực thường đối lập cầm quyền chủ cộng sản quân biểu diễn thị "
    "thực phẩm phần hữu hạn cổ tiểu mầm non phổ cơ sở đại bưu viễn điện lực dầu khí than khoáng bóng đá "
    "chuyên tổ chức xã hội lao động binh liên hiệp luật sư phụ nữ tham mưu đội tuyển lâm thời kỹ trật "
    "tự phía bắc nam đông tây cứu thẩm mỹ thống nhất hòa bình luật pháp chính thức tham nhũng ngân sách "
    "chế biến viễn tối tình báo chống khủng bố giám sát phòng chống mặt đối ngoại đối nội di cư tị nạn "
)
"""Syllables in small letters inside the names of organisations ("Bộ Quốc phòng")."""

GIVEN_NAMES = _words("tuấn minh thanh hồng thúy quỳnh hoài ngọc thu việt hải đức")
"""Syllables of given names that one which is also a state's name often follows ("Thanh Nga", "Tuấn Anh")."""

NAMESAKES = _words("anh thái đức mỹ hàn nhật nga lào")
"""States whose name begins people's names too ("Mỹ Tâm")."""

TITLE_ENDS = _words("trưởng thống tướng phủ quân đội nước người phòng giao viên sứ chức phía")
"""Last syllables of titles and offices, after which such a name is a state."""

CAPITAL_HEADS = _words("vụ ban phòng điện trang sở cục bộ viện hội quỹ chi chợ tin thị điều")
"""Heads that are something else in small letters ("vụ": a case)."""

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"[aeiouyàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]{1,3}"
    r"(?:ng|nh|ch|[cmnptiouy])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word.lower()) is not None


PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "da", "di", "la", "le", "al", "el", "bin", "ibn", "ben"}
)
"""Small words inside foreign names."""

MARKS = frozenset({"against", "suspect", "victim"})
"""Kinds of words that head no name, but tell of opposition."""


class Role(NamedTuple):
    """A word of roles.toml and every table that lists it."""

    text: str
    kinds: frozenset[str]


class Words(NamedTuple):
    """What is looked for, ready to be found in one pass each; ``called`` are the folded names of the parties
    and the id of each.
    """

    parties: Matcher[tuple[Party, str]]
    called: tuple[tuple[str, str], ...]
    roles: Matcher[Role]
    against: Matcher[None]
    suspect: frozenset[str]
    victim: frozenset[str]


_ready: dict[str, Words] = {}


def words(lexicons: Lexicons) -> Words:
    """The finders for these lexicons, built once for each."""
    if lexicons.checksum not in _ready:
        kinds: dict[str, set[str]] = {}
        for role in lexicons.roles:
            kinds.setdefault(fold(role.text), set()).add(role.kind)
        _ready[lexicons.checksum] = Words(
            Matcher(
                (alias, (p, alias)) for p in reversed(lexicons.parties) for alias in (*p.aliases, p.name)
            ),
            tuple((fold(alias), p.id) for p in lexicons.parties for alias in (*p.aliases, p.name)),
            Matcher((text, Role(text, frozenset(of - MARKS))) for text, of in kinds.items() if of - MARKS),
            Matcher((text, None) for text, of in kinds.items() if "against" in of),
            frozenset(text for text, of in kinds.items() if "suspect" in of),
            frozenset(text for text, of in kinds.items() if "victim" in of),
        )
    return _ready[lexicons.checksum]
