package io.kytkin.sync;

import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of the waiting lines of a full synchronization, now that others are over. */
final class NextLines {
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> blocked = new ArrayList<>();
    /** Mappings whose records are not all there, with the state of their first pass. */
    private final Map<String, LineState> broken = new HashMap<>();

    /** @param stored all lines in their order, in which parents come before their children */
    NextLines(List<Line> stored) {
        stored.stream().filter(line -> line.pass() == 1)
                .filter(line -> line.state() == LineState.FAILED || line.state() == LineState.BLOCKED)
                .forEach(line -> broken.put(line.mapping(), line.state()));
        stored.forEach(line -> lines.add(line.state() == LineState.WAITING ? blockedOrWaiting(line) : line));
    }

    private Line blockedOrWaiting(Line line) {
        Optional<String> culprit = line.dependsOn().stream().filter(broken::containsKey).findFirst();
        if (culprit.isEmpty()) {
            return line;
        }
        Line changed = line.blocked("blocked: " + culprit.get() + " "
                + (broken.get(culprit.get()) == LineState.FAILED ? "failed" : "is blocked itself"));
        blocked.add(changed);
        if (line.pass() == 1) {
            broken.put(line.mapping(), LineState.BLOCKED);
        }
        return changed;
    }

    /** Those that can never run, because a parent failed; each says which. */
    List<Line> blocked() {
        return blocked;
    }

    /** Those whose parents are finished. */
    List<Line> ready() {
        return lines.stream().filter(line -> line.state() == LineState.WAITING && isReady(line)).toList();
    }

    private boolean isReady(Line line) {
        return line.dependsOn().stream().allMatch(parent -> lines.stream()
                .filter(other -> other.mapping().equals(parent) && other.pass() == 1)
                .allMatch(other -> other.state() == LineState.FINISHED));
    }

    /** How the whole ended; empty while a line is not over. */
    Optional<FullSynchronization.State> end() {
        if (!lines.stream().allMatch(line -> line.state().isOver())) {
            return Optional.empty();
        }
        return Optional.of(lines.stream().allMatch(line -> line.state() == LineState.FINISHED)
                ? FullSynchronization.State.FINISHED : FullSynchronization.State.FAILED);
    }
}
