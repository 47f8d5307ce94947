"""Rules of traffic detectors and signals."""

from ioc.sensors.sheets.sheet import Sheet, Text

SHEETS = (
    Sheet(
        "signal-fault", "equals", 2, "signal",
        Text("Đèn tín hiệu lỗi", "Traffic signal faulty"),
        Text("Mất điện tủ, xung đột pha, hỏng mô-đun đèn.", "No cabinet power, conflicting phases, a dead module."),
        Text("Nguy cơ va chạm trong nút; ùn tắc sau 10–15 phút giờ cao điểm.",
             "Collisions in the junction; congestion after 10–15 minutes at rush hour."),
        Text("Xem camera nút; báo cảnh sát giao thông điều tiết; cử tổ tín hiệu; chuyển nháy vàng nếu điều khiển được.",
             "Look at the junction's camera; ask traffic police to direct; send a signal crew; switch to flashing "
             "amber where it can be controlled."),
        quantity="signal_fault", threshold=1, on_delay_s=10,
    ),
    Sheet(
        "traffic-jam", "below", 3, "traffic",
        Text("Ùn tắc", "Congestion"),
        Text("Va chạm, xe chết máy, ngập, đèn tín hiệu lỗi, giờ tan tầm.",
             "A collision, a stalled vehicle, water, a faulty signal, rush hour."),
        Text("Ùn lan sang nút trước sau khoảng 10 phút; xe ưu tiên không qua được.",
             "It reaches the previous junction in some 10 minutes; emergency vehicles are stuck."),
        Text("Xem camera tìm nguyên nhân; nếu là sự cố thì cử tổ; nếu là giờ cao điểm thì kéo dài pha xanh, báo VOV.",
             "Find the cause by camera; if it is an incident send a crew; at rush hour lengthen green, tell radio."),
        quantity="speed_kmh", threshold=8, clear=15, on_delay_s=30, off_delay_s=60,
    ),
    Sheet(
        "traffic-dense", "above", 4, "traffic",
        Text("Mặt đường gần kín xe", "Road nearly full"),
        Text("Lưu lượng vượt khả năng thông qua.", "More traffic than the road carries."),
        Text("Sắp ùn tắc.", "Congestion is near."),
        Text("Theo dõi tốc độ; chuẩn bị phương án phân luồng.", "Watch the speed; prepare a diversion."),
        quantity="occupancy_pct", threshold=85, clear=70, on_delay_s=30, off_delay_s=60, opens_incident=False,
        explained_by="traffic-jam",
    ),
    Sheet(
        "traffic-no-data", "no_data", 4, "device",
        Text("Cảm biến giao thông mất tín hiệu", "Traffic detector silent"),
        Text("Mất điện tủ nút, mất mạng, vòng từ đứt do đào đường.",
             "Cabinet without power, no network, a loop cut by road works."),
        Text("Không thấy ùn tắc và lỗi đèn tại nút này.", "Congestion and signal faults here go unseen."),
        Text("Xem camera nút; nếu đèn cũng tắt thì xử lý như lỗi đèn tín hiệu.",
             "Look at the junction's camera; if the signal is dark too treat it as a signal fault."),
        opens_incident=False,
    ),
)  # fmt: skip
