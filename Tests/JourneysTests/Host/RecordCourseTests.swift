// What the host makes of what it learns about its records, without a platform.
import Measuring
import Support
import Testing

@testable import Journeys

struct RecordCourseTests {
    /// The kinds of entries that a course writes after a record has started, and the course.
    private func course(_ change: (inout RecordCourse) -> Void) -> (kinds: [HostEvent.Kind], course: RecordCourse) {
        let sink = ArraySink()
        let timeline = EventTimeline(sink, redactor: Sample.plan([Sample.access]).redactor)
        var course = RecordCourse(origin: Moment.now, timeline: timeline)
        #expect(course.take(.started("x1"), asked: Moment.now, at: Moment.now, isSomeoneThere: true) == nil)
        change(&course)
        return (Array(sink.all.events.map(\.kind).dropFirst()), course)
    }

    /// How a record's end is learned that the host did not ask for.
    enum Told: CaseIterable { case byStopping, byTheList }

    @Test(
        arguments: Told.allCases,
        [
            // How many were in the room when somebody looked, and at last; whether anything was lost.
            ([], 0, false), ([3, 2, 0], 0, false), ([1, 0, 2], 2, false), ([0, 0, 3], 3, true), ([2], 2, true),
        ])
    func `a record that ends when everybody has left is not lost`(
        told: Told, room: (seen: [Int], present: Int, isLost: Bool)
    ) {
        let (kinds, course) = course { course in
            for present in room.seen { course.see(present: present) }
            switch told {
            case .byStopping: course.take(.notRunning, at: Moment.now, present: room.present)
            case .byTheList:
                course.look(at: [ListedRecord(id: "x1", state: "finished")], present: room.present)
            }
        }
        #expect(kinds == [room.isLost ? .recordingLost : .recordingStopped])
        #expect(course.running == nil && course.account.failures == 0)
    }

    @Test func `a record that failed is lost, whoever is there`() {
        let (kinds, course) = course {
            $0.look(at: [ListedRecord(id: "x1", state: "failed")], present: 0)
        }
        #expect(kinds == [.recordingLost] && course.account.failures == 1)
    }

    @Test func `sizes and times that cannot be are not taken from the list`() throws {
        var listed = ListedRecord(id: "x1", state: "finished")
        listed.fileSize = -5
        (listed.startedAt, listed.finishedAt) = ("2026-11-24T09:15:10Z", "2026-11-24T09:15:00Z")
        let (_, course) = course { $0.conclude(.listed([listed])) }
        let record = try #require(course.account.records.first)
        #expect(record.fileSize == 0 && record.endedNanoseconds == nil)
        listed.finishedAt = "2026-11-24T09:15:12.5Z"
        let whole = self.course { $0.conclude(.listed([listed])) }.course.account.records.first
        #expect(
            whole.flatMap { record in record.endedNanoseconds.map { $0 - record.beganNanoseconds } } == 2_500_000_000)
    }

    @Test func `who left during an earlier record does not end the next one`() {
        let (kinds, _) = course { course in
            course.see(present: 1)
            course.see(present: 0)
            course.take(.notRunning, at: Moment.now, present: 0)
            _ = course.take(.started("x2"), asked: Moment.now, at: Moment.now, isSomeoneThere: true)
            course.see(present: 1)
            course.take(.notRunning, at: Moment.now, present: 1)
        }
        #expect(kinds == [.recordingStopped, .recording, .recordingLost])
    }
}
