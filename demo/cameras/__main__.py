"""`python -m demo.cameras`: a few street cameras without the rest of the city, for trying a gateway by hand.

With `--record FILE.mp4` it writes a minute of one camera to a file instead, for a source of kind `file`.
"""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import click

from demo.cameras import CameraStage, DemoCamera
from demo.cameras.scenes import HEIGHT, WIDTH, Scene

CAMERAS = (
    DemoCamera("song-1", "Bờ sông 1", 5, "river", "mjpeg"),
    DemoCamera("cho-1", "Chợ 1", 3, "shops"),
    DemoCamera("dai-lo-1", "Đại lộ 1", 8, "avenue"),
    DemoCamera("nga-tu-1", "Ngã tư 1", 12, "crossing"),
)
RATE = 4


@click.command()
@click.option("--port", default=8611, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo/cameras"), show_default=True)
@click.option("--rain", default=0.0, show_default=True, help="0 none to 1 cloudburst.")
@click.option("--water", default=0.0, show_default=True, help="Metres on the road.")
@click.option("--record", type=click.Path(path_type=Path), help="Write a minute of the first camera and leave.")
def main(port: int, folder: Path, rain: float, water: float, record: Path | None) -> None:
    if record is not None:
        scene = Scene(CAMERAS[0], folder, lambda: datetime.now(UTC))
        scene.set_rain(rain)
        scene.set_water(water)
        write(scene, record, seconds=60)
        return
    stage = CameraStage(CAMERAS, port, folder, lambda: datetime.now().astimezone())
    stage.set_rain(rain)
    for camera in CAMERAS:
        stage.set_water(camera.key, water)
    stage.start()
    for camera in CAMERAS:
        click.echo(stage.source(camera.key)["url"])
    threading.Event().wait()


def write(scene: Scene, path: Path, seconds: int) -> None:
    """The scene as H.264 in an MP4, a key frame every two seconds."""
    scene.prepare()
    begin = datetime.now().astimezone()
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"g": str(RATE * 2), "preset": "veryfast", "crf": "26"}
        for number in range(seconds * RATE):
            pixels = scene.picture(begin + timedelta(seconds=number / RATE))
            out.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "bgr24")))
        out.mux(stream.encode())


if __name__ == "__main__":
    main()
