import HeatsoakAgent
import HeatsoakChat
import SwiftUI

/// Decode speed over the load, above a strip of what the phone said of its heat.
struct ThrottleCurveView: View {
  let curve: ThrottleCurve
  @ScaledMetric private var height = 160
  @ScaledMetric private var stripHeight = 14

  var body: some View {
    VStack(alignment: .leading, spacing: 6) {
      SpeedLine(curve: curve).stroke(.tint, lineWidth: 2).frame(height: height)
      ZStack {
        ForEach(ThermalState.allCases, id: \.self) { state in
          HeatStretches(heat: curve.heat.filter { $0.state == state }, seconds: curve.seconds).fill(color(state))
        }
      }
      .frame(height: stripHeight)
      summary.font(.footnote)
    }
    .accessibilityElement(children: .ignore)
    .accessibilityLabel("Decode speed over time")
    .accessibilityValue(summary + Text(verbatim: " ") + heat)
  }

  private var summary: Text {
    guard let (start, now) = curve.summary else { return Text(verbatim: "") }
    return Text("First minute \(number(start, digits: 1)), last minute \(number(now, digits: 1)) tokens a second.")
  }

  private var heat: Text {
    switch curve.heat.last?.state {
    case .nominal: Text("The phone is cool.")
    case .fair: Text("The phone is warm.")
    case .serious: Text("The phone is hot.")
    case .critical: Text("The phone is too hot.")
    case nil: Text(verbatim: "")
    }
  }

  private func color(_ state: ThermalState) -> Color {
    switch state {
    case .nominal: .green
    case .fair: .yellow
    case .serious: .orange
    case .critical: .red
    }
  }
}

/// Speeds from zero up to the highest.
private struct SpeedLine: Shape {
  let curve: ThrottleCurve

  func path(in rect: CGRect) -> Path {
    var path = Path()
    let highest = max(1, curve.points.map(\.tokensPerSecond).max() ?? 1)
    for point in curve.points {
      let place = CGPoint(
        x: rect.minX + rect.width * point.atSecond / max(1, curve.seconds),
        y: rect.maxY - rect.height * point.tokensPerSecond / highest)
      if path.isEmpty { path.move(to: place) } else { path.addLine(to: place) }
    }
    return path
  }
}

/// Stretches of time as boxes.
private struct HeatStretches: Shape {
  let heat: [ThrottleCurve.Heat]
  let seconds: Double

  func path(in rect: CGRect) -> Path {
    var path = Path()
    for stretch in heat {
      let scale = rect.width / max(1, seconds)
      path.addRect(
        CGRect(
          x: rect.minX + stretch.from * scale, y: rect.minY, width: (stretch.to - stretch.from) * scale,
          height: rect.height))
    }
    return path
  }
}
