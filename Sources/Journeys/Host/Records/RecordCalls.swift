// The platform's calls on records, as the host makes them (contract section 9).
import Extracting
import FoundationEssentials
import Measuring
import PlatformContract

/// The records of the event's room.
struct RecordCalls: Sendable {
    /// What came of starting a record.
    enum Start: Sendable {
        /// It runs, under this id; empty if the platform did not say.
        case started(String)
        /// There is nothing to record yet, or a record runs already (409).
        case notNow(String)
        case refused(HostRefusal)
        case failed(Failure)
    }

    /// What came of stopping it.
    enum Stop: Sendable {
        case stopped
        /// None runs.
        case notRunning
        /// Why it may still run, and whether it may have been stopped all the same.
        case failed(String, isOpen: Bool)
    }

    /// A record as the platform lists it. Only its id is certain to be there, since the shape is assumed in part.
    struct Listed: Decodable, Hashable, Sendable {
        var id: String
        var state: String?
        var fileSize: Int?
        var startedAt: String?
        var finishedAt: String?

        /// How long it is, if the platform says so.
        var nanoseconds: Int64? {
            guard let from = startedAt.flatMap(Listed.date), let to = finishedAt.flatMap(Listed.date), to >= from else {
                return nil
            }
            return Int64(min(to.timeIntervalSince(from), 1e6) * 1e9)
        }

        private static func date(_ text: String) -> Date? {
            (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
                ?? (try? Date.ISO8601FormatStyle().parse(text))
        }
    }

    /// What came of listing them.
    enum Listing: Sendable {
        case listed([Listed])
        case failed(String)
    }

    let host: EventHost
    let step: StepIndex
    /// The time limit of each request.
    var timeoutMilliseconds = 5_000

    private func request(_ method: String, _ path: String) -> HostClient.Request {
        var request = HostClient.Request(
            .records, method: method, path, body: method == "POST" ? [] : nil, space: host.spaceID, room: host.roomID)
        request.answersAnything = true
        return request
    }

    private func ask(
        _ request: HostClient.Request, attempts: Int = 2
    ) async throws(Failure) -> HostOutcome<[UInt8]> {
        let rules = EventHost.Rules(
            timeoutMilliseconds: timeoutMilliseconds, attempts: attempts, longestWait: 5)
        return try await host.act(in: step, rules) { (client) throws(Failure) in try await client.ask(request) }
    }

    /// Starts a record, by one request: a second one could start another.
    func start() async -> Start {
        var request = request("POST", PlatformPath.startRecord(room: host.roomID, space: host.spaceID))
        request.isOnce = true
        do throws(Failure) {
            switch try await ask(request, attempts: 1) {
            case .given(let body):
                return .started((try? JSONScan.string(at: JSONPointer(member: Field.id), in: body)) ?? "")
            case .refused(let refusal): return .refused(refusal)
            case .missing:
                var refusal = HostRefusal(isByPlan: false, words: "")
                refusal.isUnknownCall = true
                return .refused(refusal)
            }
        } catch {
            return error.status == 409 ? .notNow(error.detail) : .failed(error)
        }
    }

    /// Stops the record, by one request: a second one would be refused, since none runs any more.
    func stop() async -> Stop {
        var request = request("POST", PlatformPath.stopRecord(room: host.roomID, space: host.spaceID))
        request.isOnce = true
        do throws(Failure) {
            switch try await ask(request, attempts: 1) {
            case .given: return .stopped
            case .missing: return .notRunning
            case .refused(let refusal): return .failed(refusal.clause, isOpen: false)
            }
        } catch {
            return error.status == 409
                ? .notRunning : .failed(error.detail, isOpen: error.leavesOutcomeOpen)
        }
    }

    func list() async -> Listing {
        struct Body: Decodable { var items: [Listed] }
        // Days around the event, whatever the platform's time zone.
        let day: TimeInterval = 86_400
        let style = Date.ISO8601FormatStyle().year().month().day()
        let (from, to) = (Date.now.addingTimeInterval(-2 * day), Date.now.addingTimeInterval(2 * day))
        let query = "?\(Field.dateFrom)=\(from.formatted(style))&\(Field.dateTo)=\(to.formatted(style))"
        let request = request("GET", PlatformPath.records(room: host.roomID, space: host.spaceID) + query)
        do throws(Failure) {
            switch try await ask(request) {
            case .given(let body):
                guard let list = try? JSONDecoder().decode(Body.self, from: Data(body)) else {
                    return .failed("the list could not be read")
                }
                return .listed(list.items)
            case .missing: return .failed("the platform has no such list (status 404)")
            case .refused(let refusal): return .failed(refusal.clause)
            }
        } catch {
            return .failed(error.detail)
        }
    }
}

extension HostRefusal {
    /// Why nothing is recorded, as the middle of a sentence.
    var reason: String {
        isByPlan
            ? "the plan of the host's account does not include records\(quoted)"
            : "the host may not record the event\(quoted)"
    }
}
