// What tcpdump sees of a storm on the loopback interface: a third account, of the kernel alone.
import CProcess
import Foundation

/// A running tcpdump.
final class PacketCapture {
    private let child: Child
    private let file: URL
    private let port: Int

    init(_ bench: Bench, of server: ReferenceServer) throws {
        port = server.port
        file = bench.scratch.appending(path: "packets-\(port).pcap")
        let known = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let program = known else { throw Problem("tcpdump is not installed: apt-get install tcpdump") }
        child = try Child(
            program,
            [
                "-i", "lo", "-n", "-s", "96", "-B", "262144", "--time-stamp-precision=nano", "-w", file.path,
                "tcp port \(port)",
            ], in: bench.scratch)
        let deadline = monotonic_nanoseconds() + 10_000_000_000
        while !child.complaint.contains("listening on") {
            guard monotonic_nanoseconds() < deadline else { throw Problem("tcpdump says: \(child.complaint)") }
            usleep(5_000)
        }
    }

    /// A packet with data.
    private struct Packet {
        /// Nanoseconds since 1970.
        var time: Int64
        var isAnswer: Bool
    }

    /// Stops it and compares Turnout's times with the packets' timestamps.
    func end(of result: StormResult) throws -> PacketComparison {
        // tcpdump gets what the kernel has seen once a second.
        usleep(1_500_000)
        kill(child.identifier, SIGINT)
        _ = try child.wait(seconds: 20)
        guard child.complaint.contains("0 packets dropped by kernel") else {
            throw Problem("tcpdump lost packets: \(child.complaint)")
        }
        let packets = try read()
        let offset = clockOffset()
        var pairs: [(measured: Int64, seen: Int64)] = []
        for request in result.requests {
            let connection = packets[request.logged.port] ?? []
            guard let first = nearest(connection, to: request.arrived + offset, isAnswer: false),
                let last = nearest(connection, to: request.answered + offset, isAnswer: true)
            else { continue }
            pairs.append((request.measured, last - first))
        }
        return PacketComparison(requests: result.requests.count, pairs: pairs)
    }

    /// The time of the packet that is nearest, but no further than a millisecond, which would be another one.
    private func nearest(_ packets: [Packet], to moment: Int64, isAnswer: Bool) -> Int64? {
        let times = packets.filter { $0.isAnswer == isAnswer }.map(\.time)
        guard let best = times.min(by: { abs($0 - moment) < abs($1 - moment) }), abs(best - moment) < 1_000_000
        else { return nil }
        return best
    }

    /// CLOCK_REALTIME less the monotonic clock.
    private func clockOffset() -> Int64 {
        var best: (apart: Int64, offset: Int64) = (.max, 0)
        for _ in 0..<20 {
            var now = timespec()
            let before = monotonic_nanoseconds()
            unsafe clock_gettime(CLOCK_REALTIME, &now)
            let apart = monotonic_nanoseconds() - before
            let real = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
            if apart < best.apart { best = (apart, real - before - apart / 2) }
        }
        return best.offset
    }

    /// The packets with data, by the client's port. The format is pcap with nanoseconds, Ethernet, IPv4.
    private func read() throws -> [Int: [Packet]] {
        let data = [UInt8](try Data(contentsOf: file))
        func number(_ place: Int) -> Int {
            Int(data[place]) | Int(data[place + 1]) << 8 | Int(data[place + 2]) << 16 | Int(data[place + 3]) << 24
        }
        func short(_ place: Int) -> Int { Int(data[place]) << 8 | Int(data[place + 1]) }
        guard data.count >= 24, number(0) == 0xa1b2_3c4d else {
            throw Problem("\(file.path) is no pcap in nanoseconds")
        }
        var packets: [Int: [Packet]] = [:]
        var place = 24
        while place + 16 <= data.count {
            let time = Int64(number(place)) * 1_000_000_000 + Int64(number(place + 4))
            let length = number(place + 8)
            let ip = place + 16 + 14
            place += 16 + length
            guard length >= 54, place <= data.count, data[ip] >> 4 == 4 else { continue }
            let tcp = ip + Int(data[ip] & 15) * 4
            let payload = short(ip + 2) - (tcp - ip) - Int(data[tcp + 12] >> 4) * 4
            guard payload > 0 else { continue }
            let isAnswer = short(tcp) == port
            packets[isAnswer ? short(tcp + 2) : short(tcp), default: []].append(Packet(time: time, isAnswer: isAnswer))
        }
        return packets
    }
}

/// Turnout's times beside those between the packets of request and answer.
struct PacketComparison {
    var requests: Int
    var pairs: [(measured: Int64, seen: Int64)]

    func errors(at ranks: [Rank]) -> [RankError] {
        guard !pairs.isEmpty else { return [] }
        let measured = pairs.map(\.measured).sorted()
        let seen = pairs.map(\.seen).sorted()
        return ranks.map { rank in
            let truth = rank.value(of: seen)
            return RankError(
                rank: rank, truth: truth, error: rank.value(of: measured) - truth, isThin: rank.isThin(pairs.count))
        }
    }
}
