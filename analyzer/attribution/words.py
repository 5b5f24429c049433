"""Small words of Vietnamese that the rules of attribution stand on.

Grammar, not vocabulary: what reports speech is in ``lexicons/cues.toml``; here is what can stand around it.
"""

from __future__ import annotations

from lexicons import fold


def _words(listed: str) -> frozenset[str]:
    """Words set apart by spaces, folded; "_" joins the syllables of one."""
    return frozenset(fold(word.replace("_", " ")).replace(" ", "_") for word in listed.split())


def _phrases(listed: str) -> frozenset[tuple[str, ...]]:
    """Phrases set apart by commas, folded, as tuples of syllables."""
    return frozenset(tuple(phrase.split()) for phrase in fold(listed).split(",") if phrase.strip())


ADVERBS = _phrases(
    """
    đã, cũng, đều, còn, từng, lại, vẫn, đang, luôn, chỉ, thì, mới, vừa, liền, ngay, thường, tiếp, bèn, cùng,
    rất, hay, sau đó, trước đó, lần đầu, lần đầu tiên, mạnh dạn, buồn rầu, hôm nay, hôm qua, tiếp tục, chính
    thức, lên tiếng, liên tục, một lần nữa, lần nữa, thẳng thắn, thẳng thừng, hết sức, mạnh mẽ, kiên quyết,
    ngay lập tức, lập tức, đồng loạt, công khai, nhiều lần, trước đây, tuần trước, tuần qua, gần đây, mới
    đây, nhiệt liệt, chân thành, đặc biệt, bức xúc, tỏ ra, dứt khoát, cùng ngày, nhanh chóng, lúc đầu, tới,
    đến, vội, vội vàng, cho, nay, cơ bản, hiện, đồng thanh, bất ngờ, gay gắt, thừa, ra, phải, đột ngột,
    nghiêm túc, khẩn cấp, tái, nên, tự, có, trong khi đó, thêm, xúc động, vui vẻ, hào hứng, lạnh lùng, nhẹ
    nhàng, tỏ vẻ, khiêm tốn, thành thật, thật thà, quyết liệt, kịch liệt, mạnh, thường xuyên, hôm đó, năm
    ngoái, năm nay, hôm trước, vài ngày trước, tối qua, sáng nay, chiều nay, tối nay, trưa nay, đêm qua,
    chiều qua, sáng qua, thứ hai, thứ ba, thứ tư, thứ năm, thứ sáu, thứ bảy, chủ nhật, ra sức, hết lời, khẩn
    thiết, buồn bã, cay đắng
    """
)
"""What stands between a speaker and the verb."""

PREDICATE = _phrases(
    """
    đã, cũng, đều, từng, vẫn, đang, sẽ, vừa, bị, được, không, chưa, luôn, liên tục, tiếp tục, bèn, chẳng,
    lên tiếng, hôm, sau đó, thường, gửi, trả lời, trao đổi, phát biểu, nói, viết, trình bày, bày tỏ, lập
    tức, ngay lập tức, ra lệnh, phát hiện, nhận được, đăng tải, vào cuộc, đưa ra, xem xét, phát đi, lần đầu,
    lần đầu tiên, ấn định, phản ứng, đáp trả, bác bỏ, kiên quyết, ít nhất, đột ngột
    """
)
"""What opens a predicate: a noun phrase on the left of it is a subject."""

COMPOUNDS = _phrases(
    """
    hàng không, bài viết, thường trực, thường vụ, thường niên, bài phát biểu, người phát biểu, không quân,
    không lưu, lời nói, thông thường, bình thường, người được, công bố, không gian, tiếng nói
    """
)
"""Nouns that hold a word of `PREDICATE`."""

LEADING = _phrases(
    """
    tuy nhiên, tuy vậy, dù vậy, nhưng, song, còn, riêng, và, trong khi đó, trong khi, trước đó, sau đó,
    ngoài ra, như, có, cũng có, nhưng có, chỉ có, do vậy, đích thân, cùng ngày, mới đây, hiện, hiện nay, hôm
    nay, hôm qua, đồng thời, bởi, vì, do, theo, theo như, cũng theo, khi, mà, sau khi, trước khi, thế nhưng,
    thế là, ngay sau đó, lúc này, lúc đó, bên cạnh đó, đặc biệt, nếu, cho rằng, rồi, nay, tiếp đó, đáng chú
    ý, thậm chí, mặc dù, dù, tại đây, hơn nữa, vì vậy, do đó, về phần mình, lúc đầu, ban đầu, cụ thể, gần
    đây, trước đây, cuối cùng, ngược lại, đến nay, bởi vì, đúng như, theo đó, ngay cả, cả khi, trong đó, kể
    cả, chỉ, đáp lại, vừa qua, thời gian qua, tối qua, sáng nay, chiều nay, tối nay, chiều qua, sáng qua,
    trưa nay, đêm qua, cũng
    """
)
"""What can stand before a speaker without belonging to it."""

BOUNDARY = _phrases(
    """
    nhưng, khi, rằng, mà, vì, bởi, nếu, song, để, nên, nơi, do, thì, tuy nhiên, mặc dù, dù, trong khi, sau
    khi, trước khi, theo, như, là, kèm, tuy vậy, đồng thời, rồi, hoặc
    """
)
"""What ends a noun phrase on its left."""

COORDINATE = _phrases(
    """
    và, đồng thời, rồi, hay, hoặc, cũng như, nhưng, song, mà, đồng thời cũng, và cũng, cùng với, khi, để,
    nhằm
    """
)
"""What joins a second verb to the subject of the first."""

PREPOSITIONS = _phrases(
    """
    trong, tại, ở, qua, với, trên, từ, về, sau, trước, ngoài, bằng, nhờ, đối với, trả lời, phát biểu, trao
    đổi, nói, liên quan đến, liên quan tới, thông qua, nhận xét, bình luận, lý giải, giải thích, để, đáp,
    kết thúc, dự, thay mặt, đến, tới, hồi, vào, lúc, cuối, đầu, giữa, xuất hiện, chia sẻ, nhân, ngày, hôm,
    sáng, chiều, tối, trưa, đêm, tuần, tháng, năm, nói về, đề cập, đề cập đến, nhắc đến, phản hồi, phản ứng,
    kết luận
    """
)
"""What opens an adverbial that stands before a speaker."""

TITLES = _words(
    """
    ông bà anh chị cô chú bác em cậu thầy nàng chàng luật_sư đại_diện tổng_thống thủ_tướng bộ_trưởng
    phát_ngôn_viên người_phát_ngôn chủ_tịch giám_đốc phó_chủ_tịch phó_giám_đốc tổng_giám_đốc hlv đại_tá
    thượng_tá trung_tá thiếu_tá đại_úy thị_trưởng cục_trưởng vụ_trưởng viện_trưởng thống_đốc chánh_án
    thượng_tướng trung_tướng ngoại_trưởng thứ_trưởng gs pgs ts ths bs bác_sĩ tiến_sĩ giáo_sư nghị_sĩ
    đại_biểu đại_sứ chuyên_gia
    """
)
"""Words, joined by "_", that begin the name of a person."""

ROLE = _words(
    """
    trưởng phó giám_đốc chủ_tịch người_phát_ngôn phát_ngôn_viên đại_diện chủ_nhiệm bí_thư cục_trưởng
    tổng_giám_đốc thành_viên tác_giả viện_trưởng hiệu_trưởng phó_giám_đốc phó_chủ_tịch bộ_trưởng thứ_trưởng
    cựu nguyên chuyên_gia giảng_viên một nhà vụ_trưởng chánh_án thẩm_phán hạt_trưởng đbqh đại_biểu tổng cố
    tổng_thống thủ_tướng nghị_sĩ chỉ_huy người luật_sư giáo_sư tiến_sĩ ủy_viên tổng_thư_ký thư_ký con vợ
    chồng mẹ cha bố thượng_tướng thiếu_tướng trung_tướng đại_tá chánh sinh_viên phóng_viên bác_sĩ chủ
    quản_lý phát_ngôn quyền đồng điều_phối_viên trợ_lý cố_vấn ngoại_trưởng lãnh_đạo cha_đẻ thị_trưởng
    thống_đốc
    """
)
"""First words of an apposition that says who somebody is."""

PERSON = _words(
    """
    ông bà anh chị
    """
)
"""Titles that also stand in apposition to a role: "thị trưởng Kiev, ông …"."""

TIME = _words(
    """
    hôm ngày sáng chiều tối trưa đêm tháng năm giờ lúc vào hồi tuần nay qua thứ hai ba tư sáu bảy nhật chủ
    này trước rạng cùng cuối đầu / - . vừa
    """
)
"""Words a time is made of."""

TIME_START = _words(
    """
    hôm ngày sáng chiều tối trưa đêm tháng lúc vào hồi tuần rạng cùng cuối
    """
)
"""Words a time begins with."""

DETERMINERS = _words(
    """
    những các sự một việc bản bài cuộc tiếng mọi lời của bức bị vài số dòng ký câu tin theo được
    """
)
"""Words before a verb that make it a noun ("những cáo buộc") or a passive ("bị cáo buộc")."""

CASES = _words(
    """
    về với trước sau trong từ bởi vì bằng qua trên tại do nhờ đối cùng
    """
)
"""Prepositions before a cue that make it a noun ("với tuyên bố của")."""

UNREAL = _words(
    """
    sẽ không chưa muốn cần phải nên thể định hãy đừng chẳng dám xin nếu thay từ_chối
    """
)
"""Words before a verb that say it was not, or not yet, said."""

ADDRESS = _words(
    """
    với trên tại trong cho hôm sau ngay khi tới qua vào sáng chiều ngày cùng
    """
)
"""What opens the addressee, place or time between a verb and its content."""

FILLERS = _words(
    """
    thêm lại rõ tiếp
    """
)
"""Words between a verb and the mark of its content."""

RITUAL = _phrases(
    """
    thiết quân luật, độc lập, chung, chiến tranh, phá sản, tình trạng, khai mạc, bế mạc, án, lệnh, thành
    lập, đình chiến, tham chiến, vô tội, kết hôn, ly hôn, giải tán, nhậm chức
    """
)
"""Objects of "tuyên bố" and its like that are done by the words, not asserted."""

NOMINAL = _words(
    """
    này đó ấy kia mới trước trên nêu
    """
)
"""Words behind a verb that make it a noun ("cáo buộc này")."""

TAKES_NOUN = _words(
    """
    bác_bỏ phủ_nhận công_bố nhận nhận_được chấp_nhận đạt ra đưa đưa_ra gây gia_tăng có cung_cấp tiết_lộ đăng
    phát đáp_ứng gửi bác phản_bác xác_nhận thông_tin nghe đăng_tải giá làm xem
    """
)
"""Verbs whose object the next word is: "bác bỏ cáo buộc"."""

AGENT = _words(
    """
    người nhà gia viên
    """
)
"""Words before a weak verb that make it the name of a trade ("người phát ngôn", "nhà phân tích")."""

BARE = _words(
    """
    nói viết kể mong đòi tố
    """
)
"""Verbs of one syllable that can take a clause without any mark."""

FINDINGS = _words(
    """
    kết quả báo cáo khảo sát nghiên cứu số liệu thống kê phân tích điều tra thăm dò tài dữ
    """
)
"""What "cho thấy" reports speech of."""

CLAUSE = _words(
    """
    đã đang sẽ không có là bị được phải cần vẫn chưa sắp đều chỉ rất muốn nên vừa cũng hãy từng
    """
)
"""Small words of a predicate: where one follows soon, a clause follows."""

LINKS = _words(
    """
    đến tới về
    """
)
"""What can stand between a verb and its content without belonging to it."""

NEEDS_THAT = _words(
    """
    cảm_thấy nhận_ra dự_kiến quy_định đăng_tải từ_chối bất_ngờ ủng_hộ lên_tiếng giới_thiệu bổ_sung
    """
)
"""Verbs of more than one syllable that report speech only with "rằng", a colon or a quotation."""

NOT_SOURCES = _words(
    """
    đuổi dõi hướng chân sau nghĩa kiểu chiều từng mùa cách diện lối đạo chủ dạng hình đúng phong thứ mức
    thời cơ nhóm cấp kịp tỉ tỷ đó học phe cảm trình đường loại phương quan tiêu mẫu ý
    """
)
"""First words after "theo" that make it "along with", "in the manner of" and not "according to"."""

OPINIONS = _words(
    """
    nhận_định tiết_lộ đánh_giá khẳng_định dự_báo giải_thích chia_sẻ lời_chia_sẻ phân_tích quan_điểm ý_kiến
    ghi_nhận tường_thuật ước_tính thông_báo tìm_hiểu lời lời_kể nhận_xét tuyên_bố xác_nhận phản_ánh lời_khai
    mô_tả cáo_buộc
    """
)
"""What is said, between "theo" and "của": part of the cue, as the one who says it follows."""

LEADS = _words(
    """
    nhưng cũng và còn song do
    """
)

CONTRASTS = _phrases(
    """
    trong khi, trong khi đó, còn, nhưng, song
    """
)
"""What sets one speaker's clause against another's."""

NEXT_VERB = _phrases(
    """
    nhấn mạnh, cho rằng, cho biết, tuyên bố, khẳng định, nói thêm, dẫn lời, cáo buộc, kêu gọi, cảnh báo
    """
)
"""Verbs that take up the speech after a comma."""

CLAUSE_AFTER = _words(
    """
    đồng và nhưng trong khi sau tuy song theo
    """
)
"""First words behind a comma that go on after a quotation and its speaker, and do not begin a content."""
