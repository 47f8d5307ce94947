import type { CustomLayerInterface, CustomRenderMethodInput, Map as GlMap } from 'maplibre-gl';
import { mercatorX, mercatorY } from './mercator';
import { type Palette, rgb } from './palette';
import { POINT_STATES, type PointTable } from './points';

/**
 * One byte per point goes to the GPU; colour, size and shape of each state are uniforms. Shapes repeat the page's
 * language: diamond P1, triangle P2, square P3, circle P4, ring for silence, cross for out of service.
 */
const VERTEX = `#version 300 es
in vec2 a_coarse; in vec2 a_fine; in float a_state;
uniform mat4 u_matrix; uniform vec2 u_origin_coarse; uniform vec2 u_origin_fine;
uniform float u_scale; uniform float u_pass; uniform float u_size[${POINT_STATES}]; uniform vec3 u_color[${POINT_STATES}];
flat out int v_state; out vec3 v_color; out float v_size;
void main() {
  int state = int(a_state + .5);
  bool alarm = state >= 2 && state <= 5;
  if (alarm != (u_pass > .5) || state >= ${POINT_STATES}) { gl_Position = vec4(2., 2., 2., 1.); gl_PointSize = 0.; return; }
  vec2 p = (a_coarse - u_origin_coarse) + (a_fine - u_origin_fine);
  gl_Position = u_matrix * vec4(p, 0., 1.);
  v_state = state; v_color = u_color[state]; v_size = u_size[state] * u_scale;
  gl_PointSize = v_size;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
flat in int v_state; in vec3 v_color; in float v_size; uniform vec3 u_edge; out vec4 o;
float shape(vec2 p) { // signed distance in units of the radius, negative inside
  if (v_state == 5) return (abs(p.x) + abs(p.y)) - 1.;
  if (v_state == 4) return max(abs(p.x) * .88 - p.y * .5 - .45, p.y - .82);
  if (v_state == 3) return max(abs(p.x), abs(p.y)) - .78;
  float ring = length(p) - .86;
  if (v_state == 1) return max(ring, .42 - length(p));
  if (v_state == 6) return max(ring, .22 - min(abs(p.x - p.y), abs(p.x + p.y)) );
  return ring;
}
void main() {
  vec2 p = gl_PointCoord * 2. - 1.;
  float px = 2. / v_size;
  float d = shape(p);
  float a = 1. - smoothstep(-px * .5, px * .5, d);
  if (a <= 0.) discard;
  float edge = v_state >= 2 && v_state <= 5 ? smoothstep(-px * 2.2, -px * 1.2, d) : 0.;
  o = vec4(mix(v_color, u_edge, edge) * a, a);
}`;

/** Pixels at zoom 12–13 for: normal, silent, P4, P3, P2, P1, out of service. */
const SIZES = [3.6, 4.6, 10, 12, 14, 16, 7];
const COLORS = ['chart-2', 'chart-2', 'p4', 'p3', 'p2', 'p1', 'chart-2'];

export class PointsLayer implements CustomLayerInterface {
  readonly id = 'points';
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  visible = true;

  private map: GlMap | undefined;
  private program: WebGLProgram | null = null;
  private vao: WebGLVertexArrayObject | null = null;
  private positions: WebGLBuffer | null = null;
  private states: WebGLBuffer | null = null;
  private room = 0;
  private readonly uniforms = new Map<string, WebGLUniformLocation | null>();
  private readonly matrix = new Float32Array(16);

  constructor(
    private readonly table: PointTable,
    private readonly color: Palette,
    private readonly scale: number,
  ) {}

  onAdd(map: GlMap, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    const gl = context as WebGL2RenderingContext;
    this.map = map;
    this.program = link(gl);
    this.vao = gl.createVertexArray();
    this.positions = gl.createBuffer();
    this.states = gl.createBuffer();
    this.room = 0;
    const names = [
      'u_matrix',
      'u_origin_coarse',
      'u_origin_fine',
      'u_scale',
      'u_pass',
      'u_size',
      'u_color',
      'u_edge',
    ];
    for (const name of names) this.uniforms.set(name, gl.getUniformLocation(this.program, name));
  }

  render(context: WebGLRenderingContext | WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    const { map, table } = this;
    if (!map || !this.visible || table.size === 0) return;
    const gl = context as WebGL2RenderingContext;
    this.upload(gl);
    gl.useProgram(this.program);
    gl.bindVertexArray(this.vao);
    this.aim(gl, map, input);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    for (const pass of [0, 1]) {
      gl.uniform1f(this.at('u_pass'), pass);
      gl.drawArrays(gl.POINTS, 0, table.size);
    }
    gl.bindVertexArray(null);
  }

  onRemove(_map: GlMap, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    const gl = context as WebGL2RenderingContext;
    gl.deleteProgram(this.program);
    gl.deleteBuffer(this.positions);
    gl.deleteBuffer(this.states);
    gl.deleteVertexArray(this.vao);
  }

  private at(name: string): WebGLUniformLocation | null {
    return this.uniforms.get(name) ?? null;
  }

  /** The camera's centre becomes the origin, in double precision, before anything is a float. */
  private aim(gl: WebGL2RenderingContext, map: GlMap, input: CustomRenderMethodInput): void {
    const centre = map.getCenter();
    const [x, y] = [mercatorX(centre.lng), mercatorY(centre.lat)];
    const [coarseX, coarseY] = [Math.fround(x), Math.fround(y)];
    const main = input.defaultProjectionData.mainMatrix as ArrayLike<number>;
    const m = (i: number) => main[i] as number;
    this.matrix.set(main);
    for (let r = 0; r < 4; r++) this.matrix[12 + r] = m(r) * x + m(4 + r) * y + m(12 + r);
    const zoom = Math.max(0.6, Math.min(2, 1.18 ** (map.getZoom() - 12.5)));
    gl.uniformMatrix4fv(this.at('u_matrix'), false, this.matrix);
    gl.uniform2f(this.at('u_origin_coarse'), coarseX, coarseY);
    gl.uniform2f(this.at('u_origin_fine'), x - coarseX, y - coarseY);
    gl.uniform1f(this.at('u_scale'), zoom * this.scale * window.devicePixelRatio);
    gl.uniform1fv(this.at('u_size'), SIZES);
    gl.uniform3fv(
      this.at('u_color'),
      COLORS.flatMap((name) => rgb(this.color(name))),
    );
    gl.uniform3fv(this.at('u_edge'), rgb(this.color('map-land')));
  }

  /** Only the dirty range of states travels; positions travel when the table has grown or was loaded anew. */
  private upload(gl: WebGL2RenderingContext): void {
    const { table } = this;
    const dirty = table.takeDirty();
    if (table.ids.length !== this.room) {
      this.allocate(gl);
      return;
    }
    if (!dirty) return;
    const [first, last] = dirty;
    const count = last - first + 1;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.states);
    gl.bufferSubData(gl.ARRAY_BUFFER, first, table.state, first, count);
    if (table.takeMoved()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.positions);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, table.position, 0, table.size * 4);
    }
  }

  private allocate(gl: WebGL2RenderingContext): void {
    const { table } = this;
    const program = this.program as WebGLProgram;
    this.room = table.ids.length;
    table.takeMoved();
    gl.bindVertexArray(this.vao);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.positions);
    gl.bufferData(gl.ARRAY_BUFFER, table.position, gl.DYNAMIC_DRAW);
    for (const [name, offset] of [
      ['a_coarse', 0],
      ['a_fine', 8],
    ] as const) {
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 16, offset);
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.states);
    gl.bufferData(gl.ARRAY_BUFFER, table.state, gl.DYNAMIC_DRAW);
    const place = gl.getAttribLocation(program, 'a_state');
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 1, gl.UNSIGNED_BYTE, false, 1, 0);
    gl.bindVertexArray(null);
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS))
      throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
