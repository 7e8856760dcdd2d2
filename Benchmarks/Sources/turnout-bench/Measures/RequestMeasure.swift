// What `request` steps cost: beside the platform's steps, and beside the same request made bare on the transport.
import Foundation

/// The flow of the other measures written in request steps, beside the platform's steps for it.
struct RequestFlowMeasure: Measure {
    let name = "request.flow"

    func run(_ bench: Bench) throws -> [Row] {
        let settings = Server.Settings(core: bench.serverCore)
        let load = Load.burst(bench.crowd(2000))
        var steps: [Double] = []
        var requests: [Double] = []
        for round in 0..<bench.options.rounds {
            for first in [round.isMultiple(of: 2), !round.isMultiple(of: 2)] {
                let scenario = first ? "flow" : "flow-requests"
                let cost = try bench.runTurnout(
                    load, server: settings, core: bench.clientCore, scenario: scenario
                ).cpuPerFlow
                if first { steps.append(cost) } else { requests.append(cost) }
            }
        }
        let note = "request steps \(short(median(requests))) µs, platform steps \(short(median(steps))) µs"
        return [
            Row(
                name, "CPU per flow in request steps, plain, at once", zip(requests, steps).map { $0 / $1 },
                "× steps", note: note)
        ]
    }
}

/// A request with three values to fill in and two to take out, beside the same request without any of it: the difference
/// between many requests a participant and few, so that neither start nor participants count. Each request is a step of its
/// own, and a step costs the summary some milliseconds whatever the crowd: it takes many participants for that not to count.
struct RequestStepMeasure: Measure {
    let name = "request.step"

    private static let (few, many) = (2, 42)

    func run(_ bench: Bench) throws -> [Row] {
        let settings = Server.Settings(core: bench.serverCore)
        let participants = bench.crowd(2000)
        var ratios: [Double] = []
        var own: [Double] = []
        var bare: [Double] = []
        for round in 0..<bench.options.rounds {
            var step = 0.0
            var plain = 0.0
            for first in [round.isMultiple(of: 2), !round.isMultiple(of: 2)] {
                func slope(_ cost: (Int) throws -> Double) rethrows -> Double {
                    let low = try cost(RequestStepMeasure.few)
                    let high = try cost(RequestStepMeasure.many)
                    return (high - low) / Double((RequestStepMeasure.many - RequestStepMeasure.few) * participants)
                }
                if first {
                    step = try slope { try bench.requestSteps($0, participants, settings) }
                } else {
                    plain = try slope { try bench.bareRequests($0, participants, settings) }
                }
            }
            own.append(step)
            bare.append(plain)
            ratios.append(step / plain)
        }
        let note = "step \(short(median(own))) µs, bare \(short(median(bare))) µs"
        return [Row(name, "CPU per request step, recorded", ratios, "× bare", note: note)]
    }
}

extension Bench {
    /// The CPU time in microseconds of a run with this many request steps a participant.
    fileprivate func requestSteps(_ count: Int, _ participants: Int, _ settings: Server.Settings) throws -> Double {
        let server = try Server(self, settings)
        let steps = (1...count).map { number in
            """
              - request: POST ${target.api}/v1/auth/token?n=${participant.index}
                name: request \(number)
                headers: { Accept: application/json, X-Name: "${participant.name}" }
                json: { grant_type: password, username: "${participant.email}", n: \(number) }
                extract: { answer: { json: /token_type }, type: { header: Content-Type } }

            """
        }
        let file = scratch.appending(path: "steps-\(count).yaml")
        let text =
            "turnout: 1\ntarget: { api: \"\(server.url)\", http: \"1.1\" }\nparticipants: { count: 1 }\njourney:\n"
            + steps.joined()
        try Data(text.utf8).write(to: file)
        let run = try TurnoutRun(self, [file.path], participants: participants, core: clientCore)
        return try run.finish().usage.cpuMicroseconds
    }

    /// The CPU time in microseconds of the same requests, made by the transport alone.
    fileprivate func bareRequests(_ count: Int, _ participants: Int, _ settings: Server.Settings) throws -> Double {
        let server = try Server(self, settings)
        let child = try Child(
            options.bare, ["\(server.url)/v1/auth/token", "\(participants)", "\(count)"], core: clientCore, in: scratch)
        let usage = try child.wait()
        guard usage.code == 0 else { throw Problem("bare-requests failed: \(child.complaint)") }
        return usage.cpuMicroseconds
    }
}
