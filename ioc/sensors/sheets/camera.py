"""Rules of cameras: the state a gateway reports is the condition."""

from ioc.sensors.sheets.sheet import Sheet, Text

_BLIND = Text("Khu vực này không còn được quan sát.", "This place is no longer observed.")


def _sheet(state: str, title: Text, cause: Text, action: Text, severity: int = 4) -> Sheet:
    return Sheet(f"camera-{state}", "state", severity, "camera", title, cause, _BLIND, action,
                 quantity=state, opens_incident=False)  # fmt: skip


SHEETS = (
    _sheet(
        "offline", Text("Camera mất kết nối", "Camera offline"),
        Text("Mất điện, đứt mạng, sai mật khẩu.", "No power, no network, a wrong password."),
        Text("Kiểm tra điện và mạng của tủ; camera khác cùng tủ có mất không?",
             "Check the cabinet's power and network; are its other cameras gone too?"), 3,
    ),
    _sheet(
        "frozen", Text("Hình camera đứng", "Camera picture frozen"),
        Text("Camera treo hoặc bộ mã hoá lỗi.", "The camera or its encoder hangs."),
        Text("Khởi động lại camera từ xa; lặp lại thì thay.", "Restart it remotely; replace it if this returns."),
    ),
    _sheet(
        "stale", Text("Hình camera cũ", "Camera picture old"),
        Text("Mạng chậm hoặc trạm trung chuyển quá tải.", "A slow network or an overloaded gateway."),
        Text("Xem tải của trạm; giảm luồng nếu cần.", "Check the gateway's load; use a smaller stream if needed."),
    ),
    _sheet(
        "dark", Text("Hình camera tối", "Camera picture dark"),
        Text("Đèn đường tắt, hồng ngoại hỏng.", "Street lights out, infrared broken."),
        Text("Đối chiếu với cảnh báo đèn đường gần đó.", "Compare with street light alarms nearby."),
    ),
    _sheet(
        "blurred", Text("Hình camera mờ", "Camera picture blurred"),
        Text("Kính bẩn, mưa, lệch nét.", "Dirty glass, rain, out of focus."),
        Text("Chờ hết mưa; còn mờ thì xếp lịch lau.", "Wait for the rain to end; then have it cleaned."),
    ),
    _sheet(
        "covered", Text("Camera bị che", "Camera covered"),
        Text("Cành cây, biển hiệu, hoặc ai đó che.", "Branches, a sign, or somebody covered it."),
        Text("Xem lại hình trước khi che; nếu cố ý thì báo công an phường.",
             "Look at the last pictures; if on purpose tell the ward police."), 3,
    ),
    _sheet(
        "moved", Text("Camera lệch hướng", "Camera moved"),
        Text("Gió bão, va chạm, bị xoay.", "Storm, a knock, or turned by hand."),
        Text("Chỉnh lại hướng hoặc cập nhật vùng che.", "Turn it back or update its masks."),
    ),
)  # fmt: skip
