"""Rules of drain level sensors."""

from ioc.sensors.sheets.sheet import Sheet, Text

SHEETS = (
    Sheet(
        "drain-overflow", "above", 1, "flood",
        Text("Nước tràn mặt đường", "Water over the road"),
        Text(
            "Mưa vượt sức thoát, triều cao, cửa cống đóng hoặc bơm dừng.",
            "Rain beyond the drain's capacity, high tide, a closed gate or a stopped pump.",
        ),
        Text(
            "Đường ngập trên 20 cm trong vài phút; xe chết máy, nước vào nhà, nguy cơ điện giật.",
            "More than 20 cm on the road within minutes; stalled vehicles, water in houses, risk of electrocution.",
        ),
        Text(
            "Cử tổ thoát nước kèm bơm; chặn hai đầu đoạn ngập; báo chiếu sáng cắt điện cột trong vùng ngập; "
            "xem camera gần nhất và mực nước hạ lưu trước khi mở cửa cống.",
            "Send a drainage crew with a pump; close both ends of the stretch; have street lighting cut the power of "
            "poles in the water; check the nearest camera and the level downstream before opening a gate.",
        ),
        quantity="level_cm", threshold=180, clear=160, on_delay_s=5, off_delay_s=60,
    ),
    Sheet(
        "drain-level-high", "above", 2, "flood",
        Text("Mực nước cống cao", "Drain level high"),
        Text(
            "Mưa lớn, miệng thu bị rác bịt, cống hạ lưu đầy.",
            "Heavy rain, inlets blocked by waste, the drain downstream full.",
        ),
        Text(
            "Còn khoảng 15–30 phút trước khi nước lên mặt đường.",
            "Some 15–30 minutes until water reaches the road.",
        ),
        Text(
            "So với cảm biến thượng lưu và hạ lưu: nếu hạ lưu thấp thì tắc tại chỗ, cử tổ thông cống; "
            "nếu cả tuyến cao thì gọi trực bơm và đặt biển cảnh báo.",
            "Compare with the sensors up- and downstream: if downstream is low the blockage is here, send a crew to "
            "clear it; if the whole line is high call the pump station and put up warning signs.",
        ),
        quantity="level_cm", threshold=120, clear=105, on_delay_s=10, off_delay_s=60,
        explained_by="drain-overflow",
    ),
    Sheet(
        "drain-gate-shut", "below", 3, "drain",
        Text("Cửa cống đóng khi bơm chạy", "Gate shut while pumping"),
        Text("Cửa kẹt rác, mất điện động cơ, lệnh đóng quên mở lại.", "Gate jammed, motor without power, left closed."),
        Text("Bơm chạy không tải, nước dồn ngược về khu dân cư.", "The pump runs dry; water backs up to houses."),
        Text("Gọi trực trạm bơm mở cửa bằng tay; dừng bơm nếu quá 10 phút.",
             "Have the pump station open it by hand; stop the pump after 10 minutes."),
        quantity="gate_open_pct", threshold=5, clear=15, on_delay_s=30, only_when="pump_on",
    ),
    Sheet(
        "drain-battery-low", "below", 4, "device",
        Text("Pin cảm biến cống yếu", "Drain sensor battery low"),
        Text("Pin hết tuổi thọ hoặc gửi quá dày.", "Battery at its end, or reporting too often."),
        Text("Cảm biến sẽ im lặng trong vài ngày.", "The sensor falls silent within days."),
        Text("Ghi vào kế hoạch thay pin tuần này; ưu tiên điểm hay ngập.",
             "Plan the replacement this week; places that flood come first."),
        quantity="battery_pct", threshold=15, clear=25, on_delay_s=30, opens_incident=False,
    ),
    Sheet(
        "drain-no-data", "no_data", 3, "device",
        Text("Cảm biến cống mất tín hiệu", "Drain sensor silent"),
        Text("Mất điện, mất sóng, nắp hố ga bị đậy kín hoặc thiết bị ngập.",
             "No power, no signal, a covered manhole or a flooded device."),
        Text("Không biết mực nước tại đây; khi mưa coi như có thể ngập.",
             "The level here is unknown; in rain treat it as possibly flooded."),
        Text("Nếu đang mưa: xem camera và cảm biến lân cận, cử người kiểm tra. Nếu khô: giao bảo trì trong ngày.",
             "In rain: look at cameras and neighbouring sensors, send somebody. When dry: maintenance within the day."),
        opens_incident=False,
    ),
)  # fmt: skip
