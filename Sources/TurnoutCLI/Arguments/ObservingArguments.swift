// The options of `turnout run` by which other tools see a run: Prometheus its metrics, a tracing backend its requests.
import ArgumentParser
import Driver
import MetricsServing
import Scenarios

/// How other tools see a run.
struct ObservingArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve the run's metrics for Prometheus on this port during the run; 0 for any free one.",
            valueName: "port"))
    var metricsPort: Int?

    @Option(
        help: ArgumentHelp(
            "The address to serve them at, without authentication (default: 127.0.0.1).", valueName: "address"))
    var metricsAddress: String?

    @Flag(help: "Send a W3C traceparent header with each request.")
    var traceHeader = false

    @Option(
        help: ArgumentHelp(
            "The share of the journeys whose requests ask to be traced, such as 1% (default: 0%).", valueName: "share"))
    var traceSampled: String?

    func validate() throws {
        if let metricsPort, !(0...65_535).contains(metricsPort) {
            throw ValidationError(
                "The value '\(metricsPort)' is invalid for '--metrics-port <port>': it must be 0 to 65535.")
        }
        if let metricsAddress {
            guard metricsPort != nil else { throw ValidationError("--metrics-address needs --metrics-port.") }
            guard LocalAddress.isNumeric(metricsAddress) else {
                throw ValidationError(
                    "The value '\(metricsAddress)' is invalid for '--metrics-address <address>': it must be an IP address."
                )
            }
        }
        if let traceSampled {
            guard traceHeader else { throw ValidationError("--trace-sampled needs --trace-header.") }
            guard let share = ShareText.parse(traceSampled), (0...1).contains(share) else {
                throw ValidationError(
                    "The value '\(traceSampled)' is invalid for '--trace-sampled <share>': it must be 0% to 100%, such as 1%."
                )
            }
        }
    }

    /// Where the metrics are served; nil: nowhere.
    var metricsPlace: MetricsServer.Place? {
        metricsPort.map { MetricsServer.Place(address: metricsAddress ?? "127.0.0.1", port: $0) }
    }

    /// What requests carry for tracing; nil: nothing.
    var tracing: TraceHeaderPlan? {
        traceHeader ? TraceHeaderPlan(sampled: traceSampled.flatMap { ShareText.parse($0) } ?? 0) : nil
    }
}
