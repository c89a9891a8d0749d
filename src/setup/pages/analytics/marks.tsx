// What a chart draws between its axes. The second series differs by its pattern, too: colour alone tells nobody enough.
import classes from "./chart.module.css";

interface Props {
  readonly draw: "bars" | "lines";
  /** By point, by series; nothing is drawn for `null`. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The value at the top. */
  readonly end: number;
  readonly width: number;
  readonly height: number;
}

export const Marks = ({ draw, ...rest }: Props) => (draw === "bars" ? <Bars {...rest} /> : <Lines {...rest} />);

/** Bars of one point stand side by side. */
function Bars({ values, end, width, height }: Omit<Props, "draw">) {
  const step = width / Math.max(1, values.length);
  const gap = Math.min(2, step * 0.2);
  return values.map((series, point) =>
    series.map((value, index) => {
      const bar = Math.max(0, (step - gap) / series.length);
      const tall = (height * (value ?? 0)) / end;
      return (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place on the axis
          key={`${point} ${index}`}
          className={classes.bar}
          data-series={index}
          x={point * step + gap / 2 + index * bar}
          y={height - tall}
          width={bar}
          height={tall}
        />
      );
    }),
  );
}

/** Lines break where there is no value; a value alone is a dot. */
function Lines({ values, end, width, height }: Omit<Props, "draw">) {
  const step = width / Math.max(1, values.length);
  return (values[0] ?? []).map((_, index) => {
    const places = values.map((series, point) => {
      const value = series[index] ?? null;
      return value === null ? undefined : `${(point + 0.5) * step} ${height - (height * value) / end}`;
    });
    const path = places
      .map((place, point) => (place === undefined ? "" : `${places[point - 1] === undefined ? "M" : "L"}${place}`))
      .join("");
    const alone = places.flatMap((place, point) =>
      place !== undefined && places[point - 1] === undefined && places[point + 1] === undefined
        ? [place.split(" ")]
        : [],
    );
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a series is its place in the plan
      <g key={index} data-series={index} className={classes.line}>
        <path d={path} />
        {alone.map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r={2.5} />
        ))}
      </g>
    );
  });
}
