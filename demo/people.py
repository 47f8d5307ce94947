"""Names and words of the simulated people. Invented; combined by chance."""

from random import Random

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Tôn Nữ", "Dương")
MIDDLE = ("Văn", "Thị", "Minh", "Đức", "Thanh", "Quốc", "Ngọc", "Hữu", "Thu", "Xuân", "Bảo", "Mỹ")
GIVEN = ("Hùng", "Lan", "Thu", "Đức", "Hải", "Tâm", "Phúc", "Nga", "Long", "Hạnh", "Sơn", "Dũng", "Bình", "Huệ", "Khoa")

# category: what people write
WORDS: dict[str, tuple[str, ...]] = {
    "flood": (
        "Nước lên nhanh, xe máy chết giữa đường",
        "Ngập tới nửa bánh xe, nhờ các anh tới bơm giúp",
        "Đường ngập sâu, trẻ con đi học về rất nguy hiểm",
        "Nước tràn vào nhà dân hai bên đường",
    ),
    "drain": ("Miệng cống đầy rác, nước không thoát được", "Nắp cống vỡ, rất nguy hiểm ban đêm"),
    "tree": ("Cây đổ chắn hết làn đường", "Cành gãy vướng vào dây điện", "Cây nghiêng sắp đổ trước cổng trường"),
    "lamp": ("Đèn đường tắt mấy hôm nay, tối quá", "Cả dãy đèn không sáng", "Đèn chớp tắt liên tục"),
    "road": ("Ổ gà to giữa đường, trời mưa không thấy", "Mặt đường sụt, xe dễ ngã", "Nắp hố ga lệch so với mặt đường"),
    "waste": ("Rác tồn ba ngày chưa ai lấy", "Bãi rác tự phát bên kênh, mùi rất nặng"),
    "water": ("Ống nước vỡ, nước phun lên đường", "Nước yếu từ sáng đến giờ"),
    "order": ("Lấn chiếm vỉa hè, người đi bộ phải xuống đường", "Loa kéo hát quá to sau 22 giờ"),
    "signal": ("Đèn tín hiệu không hoạt động, xe đi lộn xộn",),
    "build": ("Giàn giáo che chắn sơ sài, vữa rơi xuống đường",),
}
DONE = (
    "Đã xử lý xong, hiện trường sạch.",
    "Đã bơm cạn, xe lưu thông bình thường.",
    "Đã thay thế, hoạt động tốt.",
    "Đã dọn xong, đã báo người dân.",
)


def name(chance: Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def phone(chance: Random) -> str:
    """A number of the shape people here write; the exchange 0900 000 is given to nobody."""
    return f"0900 000 {chance.randrange(1000):03d}"
