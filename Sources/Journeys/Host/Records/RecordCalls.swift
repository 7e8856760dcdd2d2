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

    /// What came of listing them.
    enum Listing: Sendable {
        case listed([ListedRecord])
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
            case .refused(let refusal):
                return .failed(refusal.reason(for: "records", to: "stop the record"), isOpen: false)
            }
        } catch {
            return error.status == 409
                ? .notRunning : .failed(error.detail, isOpen: error.leavesOutcomeOpen)
        }
    }

    func list() async -> Listing {
        // Days around the event, whatever the platform's time zone.
        let now = UTCInstant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1e6))
        let days = [-2, 2].map { now.advanced(byDays: $0).text.prefix(while: { $0 != "T" }) }
        let query = "?\(Field.dateFrom)=\(days[0])&\(Field.dateTo)=\(days[1])"
        let request = request("GET", PlatformPath.records(room: host.roomID, space: host.spaceID) + query)
        do throws(Failure) {
            switch try await ask(request) {
            case .given(let body):
                return LenientList.items(body).map { .listed($0) } ?? .failed("the list could not be read")
            case .missing: return .failed("the platform has no such list (status 404)")
            case .refused(let refusal): return .failed(refusal.reason(for: "records", to: "list the records"))
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
