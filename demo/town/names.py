"""Vietnamese names: streets after people and places that every town honours, wards from auspicious syllables."""

import numpy as np

_PEOPLE = """
Lê Lợi|Trần Hưng Đạo|Nguyễn Huệ|Quang Trung|Hai Bà Trưng|Lý Thường Kiệt|Ngô Quyền|Hùng Vương|Nguyễn Trãi
Phan Bội Châu|Phan Chu Trinh|Bà Triệu|Lê Thánh Tông|Đinh Tiên Hoàng|Nguyễn Du|Lý Thái Tổ|Trần Phú
Điện Biên Phủ|Lê Hồng Phong|Hoàng Diệu|Nguyễn Thái Học|Trần Quang Khải|Võ Thị Sáu|Lê Duẩn|Nguyễn Công Trứ
Bạch Đằng|Trần Nhân Tông|Chu Văn An|Hàm Nghi|Phạm Ngũ Lão|Lê Quý Đôn|Nguyễn Bỉnh Khiêm|Đống Đa|Hồ Xuân Hương
Tôn Đức Thắng|Mai Thúc Loan|Phùng Hưng|Nguyễn Đình Chiểu|Cao Bá Quát|Đoàn Thị Điểm|Trương Định
Nguyễn Trường Tộ|Phan Đình Phùng|Nguyễn Khuyến|Tô Hiến Thành|Đào Duy Từ|Lương Thế Vinh|Nguyễn Tri Phương
Trần Cao Vân|Tăng Bạt Hổ|Hoàng Hoa Thám|Nguyễn Văn Cừ|Huỳnh Thúc Kháng|Yết Kiêu|Dã Tượng|Lê Lai
Trần Nguyên Hãn|Nguyễn Xí|Đinh Lễ|Lê Đại Hành|Trần Khánh Dư|Trần Nhật Duật|Trần Quốc Toản|Nguyễn Thiện Thuật
Tản Đà|Xuân Diệu|Tố Hữu|Nguyễn Bính|Hàn Mặc Tử|Thạch Lam|Nam Cao|Ngô Tất Tố|Vũ Trọng Phụng|Nguyễn Tuân
Văn Cao|Trịnh Công Sơn|Lưu Hữu Phước|Đặng Thai Mai|Đào Tấn|Hải Triều|Tôn Thất Tùng|Phạm Ngọc Thạch|Hồ Đắc Di
Đặng Văn Ngữ|Tạ Quang Bửu|Lê Văn Hưu|Ngô Sĩ Liên|Phan Huy Chú|Phan Huy Ích|Lê Hữu Trác|Tuệ Tĩnh
Nguyễn An Ninh|Lý Nam Đế|Triệu Quang Phục|Mạc Đĩnh Chi|Phạm Hồng Thái|Bùi Thị Xuân|Trần Quang Diệu
Võ Văn Dũng|Ngô Thì Nhậm|Nguyễn Lộ Trạch|Đặng Tất|Đặng Dung|Nguyễn Biểu|Nguyễn Cảnh Chân|Lê Ngọc Hân
Thái Phiên|Nguyễn Thượng Hiền|Đội Cấn|Lương Văn Can|Phan Kế Bính|Dương Quảng Hàm|Hoàng Văn Thụ
Nguyễn Phong Sắc|Nguyễn Thị Minh Khai|Hà Huy Tập|Lê Thanh Nghị|Trường Chinh|Phạm Văn Đồng|Võ Nguyên Giáp
Nguyễn Chí Thanh|Nguyễn Hữu Thọ|Nguyễn Lương Bằng|Hoàng Quốc Việt|Xuân Thuỷ|Trần Duy Hưng|Tôn Thất Thuyết
Phan Văn Trường|Nguyễn Khánh Toàn|Nguyễn Văn Huyên|Trần Đại Nghĩa|Tô Ngọc Vân|Bùi Xuân Phái
Nguyễn Phan Chánh|Nguyễn Gia Trí|Trần Văn Cẩn|Kim Đồng|Lý Tự Trọng|Cù Chính Lan|Phan Đình Giót|Bế Văn Đàn
Tô Vĩnh Diện|Nguyễn Viết Xuân|La Văn Cầu|Mạc Thị Bưởi|Nguyễn Văn Trỗi|Trần Văn Ơn
"""
_THINGS = """
Cây Đa|Bến Đá|Hàng Muối|Hàng Chiếu|Hàng Đồng|Hàng Mây|Hàng Vải|Giếng Ngọc|Cầu Đất|Bến Ngự|Chợ Cũ|Lò Gốm
Vườn Dâu|Đình Làng|Cửa Đông|Cửa Tây|Cửa Nam|Cửa Bắc|Thành Cổ|Hồ Sen|Đồng Khởi|Giải Phóng|Thống Nhất|Hoà Bình
Độc Lập|Tự Do|Cách Mạng|Kháng Chiến|Sông Lô|Chi Lăng|Vạn Kiếp|Hàm Tử|Chương Dương|Tây Kết|Ngọc Hồi
Như Nguyệt|Lam Sơn|Yên Thế|Ba Đình|Cần Vương|Đông Du|Duy Tân
"""
_FIRST = (
    "An",
    "Bình",
    "Cẩm",
    "Đông",
    "Hoà",
    "Kim",
    "Lộc",
    "Mỹ",
    "Ngọc",
    "Phú",
    "Quang",
    "Tân",
    "Thanh",
    "Thuận",
    "Vân",
    "Xuân",
    "Trường",
    "Vĩnh",
)
_SECOND = (
    "Giang",
    "Hải",
    "Hương",
    "Khê",
    "Lạc",
    "Long",
    "Phong",
    "Thịnh",
    "Thuỷ",
    "Trung",
    "Đức",
    "Cường",
    "Hội",
    "Thượng",
    "Hạ",
    "Lâm",
    "Điền",
    "Thái",
)
_BRIDGES = """
Sông Vân|Trường Xuân|Bến Thuỷ|Đông Quan|Phú Lương|Thanh Trì|Kim Ngọc|An Hoà|Bạch Mai|Ngọc Sơn|Ông Tư|Bà Lụa
Chợ Dinh|Lò Rèn|Đá|Gỗ|Ván|Sắt|Mới|Cống|Đình|Chùa|Trạm|Ba Bến|Cây Sung|Bến Than|Hàng Cót|Quán Gió|Đồng Nội
Mương|Xóm Vạn|Bãi Dâu
"""


def street_names(chance: np.random.Generator) -> list[str]:
    """The best known first (they go to the widest streets), the rest shuffled."""
    people = _split(_PEOPLE)
    rest = people[30:] + _split(_THINGS)
    return people[:30] + [rest[i] for i in chance.permutation(len(rest))]


def place_names(chance: np.random.Generator) -> list[str]:
    """Names for wards, communes, villages and quarters, no two alike."""
    names = [f"{a} {b}" for a in _FIRST for b in _SECOND]
    return [names[i] for i in chance.permutation(len(names))]


def bridge_names() -> list[str]:
    return [f"Cầu {name}" for name in _split(_BRIDGES)]


def _split(text: str) -> list[str]:
    return [name for row in text.strip().splitlines() for name in row.split("|")]
