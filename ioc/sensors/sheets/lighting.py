"""Rules of street lights."""

from ioc.sensors.sheets.sheet import Sheet, Text

SHEETS = (
    Sheet(
        "lamp-leak", "above", 2, "lamp",
        Text("Rò điện cột đèn", "Lamp post leaks current"),
        Text("Cách điện hỏng, hộp đấu nối ngấm nước, cột bị va.", "Broken insulation, water in the joint, a hit post."),
        Text("Người chạm cột hoặc lội nước gần cột có thể bị điện giật.",
             "Whoever touches the post or wades near it may be electrocuted."),
        Text("Cắt điện nhánh từ tủ ngay, rồi cử tổ điện; báo phường rào quanh cột; không đóng điện lại từ xa.",
             "Cut the branch at the cabinet at once, then send an electric crew; have the ward fence off the post; "
             "do not switch it on again from afar."),
        quantity="leak_ma", threshold=30, clear=20, on_delay_s=5,
    ),
    Sheet(
        "lamp-dark", "below", 4, "lamp",
        Text("Đèn đường không sáng", "Street light out"),
        Text("Bóng hoặc bộ nguồn hỏng, đứt dây trong cột.", "Dead lamp or driver, broken wire in the post."),
        Text("Đoạn đường tối; nhiều đèn liền nhau tối là mất cả tuyến.",
             "A dark stretch; several in a row mean the whole line is off."),
        Text("Một đèn: xếp lịch sửa trong 24 giờ. Từ ba đèn liền nhau: kiểm tra tủ điều khiển và át nhánh trước.",
             "One lamp: repair within 24 hours. Three or more in a row: check the cabinet and its breaker first."),
        quantity="power_w", threshold=3, clear=5, on_delay_s=30, only_when="on",
    ),
    Sheet(
        "lamp-fault", "equals", 4, "lamp",
        Text("Đèn tự báo hỏng", "Light reports a fault"),
        Text("Bộ điều khiển phát hiện bóng, nguồn hoặc truyền thông lỗi.",
             "The controller found its lamp, driver or link faulty."),
        Text("Đèn có thể tắt hoặc nhấp nháy.", "The light may be off or flicker."),
        Text("Xếp lịch sửa trong 24 giờ; gần trường học, bệnh viện, nút giao thì trong đêm.",
             "Repair within 24 hours; near schools, hospitals and junctions within the night."),
        quantity="fault", threshold=1, on_delay_s=15,
    ),
    Sheet(
        "lamp-voltage-high", "above", 3, "lamp",
        Text("Điện áp đèn cao", "Lamp voltage high"),
        Text("Mất trung tính hoặc lệch pha ở trạm.", "Lost neutral or unbalanced phases at the substation."),
        Text("Hỏng hàng loạt bộ nguồn trong vài giờ.", "Drivers fail by the dozen within hours."),
        Text("Gọi điện lực kiểm tra trung tính; tắt tuyến nếu trên 265 V.",
             "Call the utility about the neutral; switch the line off above 265 V."),
        quantity="voltage_v", threshold=253, clear=248, on_delay_s=30,
    ),
    Sheet(
        "lamp-voltage-low", "below", 4, "lamp",
        Text("Điện áp đèn thấp", "Lamp voltage low"),
        Text("Tuyến quá dài, câu móc trộm, mối nối lỏng.", "Line too long, power theft, a loose joint."),
        Text("Đèn cuối tuyến mờ hoặc chớp.", "Lights at the end of the line are dim or flash."),
        Text("Ghi nhận; kiểm tra câu móc nếu lặp lại hằng đêm.", "Note it; look for theft if it returns every night."),
        quantity="voltage_v", threshold=190, clear=200, on_delay_s=30, opens_incident=False, only_when="on",
    ),
    Sheet(
        "lamp-hot", "above", 3, "lamp",
        Text("Đèn quá nóng", "Light too hot"),
        Text("Tản nhiệt bẩn, bộ nguồn sắp cháy.", "Dirty heat sink, a driver about to burn."),
        Text("Có thể cháy, khét, rơi linh kiện.", "May burn or drop parts."),
        Text("Giảm sáng còn 50 %; nếu vẫn trên 85 °C thì tắt và sửa trong ngày.",
             "Dim to 50 %; if still above 85 °C switch off and repair within the day."),
        quantity="temperature_c", threshold=85, clear=75, on_delay_s=30,
    ),
    Sheet(
        "lamp-no-data", "no_data", 4, "device",
        Text("Đèn mất liên lạc", "Street light silent"),
        Text("Mất điện ban ngày theo tủ, mất sóng, hỏng bộ điều khiển.",
             "Daytime power-off at the cabinet, no signal, a dead controller."),
        Text("Không biết đèn sáng hay tắt.", "Nobody knows whether it is lit."),
        Text("Nếu cả tủ im lặng: kiểm tra điện của tủ. Một đèn: gộp vào đợt bảo trì.",
             "If the whole cabinet is silent check its power. One lamp: add it to the maintenance round."),
        opens_incident=False,
    ),
)  # fmt: skip
