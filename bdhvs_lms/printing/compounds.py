"""Words of several syllables that a line doesn't part: “mật khẩu” read as “mật … khẩu” makes a poster hard to read.

Vietnamese writes a space between all syllables, so a line may break inside any word. These are the words that lessons
and papers of this field use; a word that is missing here only breaks as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LEARNING = """
bài học, bài tập, buổi học, cẩn thận, câu hỏi, danh sách, điểm danh, hướng dẫn, kết thúc, khóa học,
kỹ năng, lớp học, phiếu hỏi, thầy cô, trường học, xác nhận, bà con, hội trường, tự làm, học viên, người học
"""
_DEVICES = """
an toàn, áp phích, bàn phím, cài đặt, cập nhật, cuộc gọi, danh bạ, di động, dữ liệu, đăng ký, đăng nhập, đăng xuất,
địa chỉ, điện thoại, điện tử, đường dẫn, đường link, giọng nói, gói cước, hiển thị, hình vẽ, khóa máy, máy ảnh,
máy tính, màn hình, mã OTP, mã QR, mạng khỏe, mật khẩu, mũi tên, nhà mạng, ống kính, sao lưu, sóng yếu, tai nghe,
tài khoản, tin nhắn, trang web, trình duyệt, trực tuyến, ứng dụng, vị trí
"""
_SERVICES = """
áp dụng, báo cáo, bảo hiểm, căn cước, cá nhân, công an, công chức, công dân, công nghệ số, công nghệ, công nhận,
cơ quan, cơ sở, chính quyền, chuyển đổi số, chuyển đổi, chữ ký, dịch vụ công, dịch vụ, đúng hạn, giấy tờ, hệ thống,
hiện tượng, hồ sơ, hợp tác, lệ phí, mã số, mức 1, mức 2, mức độ, nhân dân, một cửa, một lần, một phần, thay thế,
thông báo, thông tin, thủ tục, thứ tự, toàn trình, tổng đài, tờ khai, trụ sở, văn bản, xã hội, xác thực, xuất trình
"""
_MONEY = """
bán hàng, chi tiêu, chuyển khoản, chuyển tiền, chốt đơn, đóng gói, giao dịch, giao hàng, gói hàng, gửi hàng, hóa đơn,
lịch sử, mua hàng, ngân hàng, nông sản, quay phim, rút tiền, số dư, thanh toán, trả tiền, tiền hàng, vay nóng, vay vốn,
khách hàng, số tiền
"""
_SAFETY = """
bất cứ, chia sẻ, chính mình, chứng cứ, dấu hiệu, đồng ý, dừng lại, gọi video, hệ trọng, kẻ gian, kiểm tra, lừa đảo,
nguy hiểm, người bán, người lạ, người mua, người nhà, người nhận, người quen, người thân, nhắn tin, nói năng, quấy rầy,
thuốc giả, tin giả
"""
_HEALTH = """
bác sĩ, bệnh án, bệnh viện, khám bệnh, mách bệnh, nhà thuốc, sổ khám bệnh, sổ khám, sức khỏe, y tế
"""

COMPOUNDS: Final = frozenset(
    tuple(word.split())
    for words in (_LEARNING, _DEVICES, _SERVICES, _MONEY, _SAFETY, _HEALTH)
    for word in words.split(",")
)
LONGEST: Final = max(map(len, COMPOUNDS))


def together(syllables: Sequence[str]) -> int:
    """How many of the first of these, which stand in a sentence with its marks, are one word; 1 if it is of one.

    “Mật khẩu,” is a word; “Mật Khẩu”, as a person may be called, is two, and so is “mật, khẩu”.
    """
    for count in range(min(LONGEST, len(syllables)), 1, -1):
        first, *middle, last = (syllable.rstrip() for syllable in syllables[:count])
        if (first.lstrip("“(").lower(), *middle, last.rstrip(",.;:?!…”)")) in COMPOUNDS:
            return count
    return 1
