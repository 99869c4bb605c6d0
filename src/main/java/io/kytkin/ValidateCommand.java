package io.kytkin;

import io.kytkin.mapping.MappingProblem.Mistake;
import java.io.PrintStream;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** {@code kytkin validate}: every route file for itself, then each mapping file against both sides. */
final class ValidateCommand {
    private final Settings settings;
    private final PrintStream out;

    ValidateCommand(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Prints every mistake.
     *
     * @return whether there is none
     * @throws SettingProblem when it can't be found out
     */
    boolean isAllWell() {
        SharedRouteFiles shared = new SharedRouteFiles(settings.routesDirectory());
        List<Mistake> mistakes = shared.mistakes();
        if (!mistakes.isEmpty()) {
            return withoutMappings(mistakes);
        }
        // What loading says of a file is among the mistakes that are printed.
        Configurator.setLevel(MappingFiles.class, Level.OFF);
        try (IntegrationRuntime runtime = IntegrationRuntime.start(settings, Purpose.LOOK)) {
            return report(runtime.mappingFiles().validate(), runtime.mappings().all().size());
        } catch (StateInUse inUse) {
            RunningRuntime running = new RunningRuntime(settings);
            out.println("The runtime at " + running.address() + " holds the state; it was asked what it sees.");
            return report(running.mistakes(), running.mappings());
        } catch (SettingProblem failed) {
            return withoutMappings(List.of(shared.mistake(failed).orElseThrow(() -> failed)));
        }
    }

    /** The steps of a mapping's routes lead into the shared ones, so there is nothing to compare them with. */
    private boolean withoutMappings(List<Mistake> mistakes) {
        report(mistakes, 0);
        out.println("The mapping files are checked when the shared route files are right.");
        return false;
    }

    private boolean report(List<Mistake> mistakes, int mappings) {
        mistakes.forEach(out::println);
        out.println(mistakes.isEmpty() ? mappings + " mappings, no mistakes"
                : mistakes.size() + (mistakes.size() == 1 ? " mistake" : " mistakes"));
        return mistakes.isEmpty();
    }
}
