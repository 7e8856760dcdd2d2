// Requests made on the transport, without plan, steps, judgement or record: what a `request` step is compared with.
//
//   bare-requests URL PARTICIPANTS REQUESTS
//
// Everybody has a session of its own and makes the requests one after another; all of them on one loop. It belongs to the
// main package, whose modules it uses, and is built for `make bench` alone.
import Addresses
import CMimalloc
import EventLoops
import Glibc
import Measuring
import Transport

@main
enum BareRequests {
    static func main() {
        // The allocator of the program that it is compared with.
        tmimalloc_return_memory_at_once()
        let words = CommandLine.arguments
        guard words.count == 4, let participants = Int(words[2]), let count = Int(words[3]) else {
            print("usage: bare-requests URL PARTICIPANTS REQUESTS")
            exit(64)
        }
        let failures = try? withEventLoops(count: 1) { loops in
            await walk(words[1], participants, count, on: loops[0])
        }
        exit(failures == 0 ? 0 : 1)
    }

    /// Makes all requests; returns how many of them got no answer.
    private static func walk(_ address: String, _ participants: Int, _ count: Int, on loop: EventLoop) async -> Int {
        var settings = TransportSettings()
        settings.version = .http1_1
        // The lines that Turnout sends with every request, so that both send the same.
        settings.commonHeaders = ["User-Agent: Turnout/0.1.0 (run 00000000)"]
        settings.compression = true
        if let url = try? WebURL(address) { settings.contacts = ContactPolicy(urls: [url]) }
        guard let engine = try? HTTPEngine(loop: loop, settings: settings) else { return participants * count }
        let failures = await withTaskGroup(of: Int.self) { group in
            for number in 1...participants {
                group.addTask(executorPreference: loop) { await requests(address, number, count, engine) }
            }
            return await group.reduce(0, +)
        }
        engine.close()
        return failures
    }

    private static func requests(_ address: String, _ number: Int, _ count: Int, _ engine: HTTPEngine) async -> Int {
        var options = Session.Options()
        options.addressTurn = number
        options.headers = ["X-Turnout-Participant: \(number)"]
        guard let session = try? Session(engine: engine, options: options) else { return count }
        let url = WebURL.read("\(address)?n=\(number)")
        let headers = [
            "Accept: application/json", "X-Name: Participant \(number)", "Content-Type: application/json",
            "Origin: \((try? url.get())?.origin ?? "")",
        ]
        var failures = 0
        for turn in 1...count {
            let body = Array(
                "{\"grant_type\":\"password\",\"username\":\"participant-\(number)@example.test\",\"n\":\(turn)}".utf8)
            let exchange = await session.perform(HTTPRequest(method: "POST", url: url, headers: headers, body: body))
            if exchange.failure != nil { failures += 1 }
        }
        session.close()
        return failures
    }
}
