package io.kytkin;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.TableMapping;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Tries a mapping file in a scratch context that sees the running beans but starts nothing. Camel's own reload accepts
 * a broken bean on the second event and leaves routes missing after a repair, so nothing reaches the running context
 * that did not pass here first.
 */
final class MappingFileCheck implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(?:in .*?, )?line (\\d+)");
    private static final String INBOX = "direct:write-erp-inbox";
    private static final Pattern NO_SETTING = Pattern.compile("Property with key \\[([^\\]]+)] not found");
    private static final Pattern CRON = Pattern.compile("cron=([^&]+)");

    private final CamelContext running;
    private DefaultCamelContext scratch;

    MappingFileCheck(CamelContext running) {
        this.running = running;
    }

    /**
     * What the file holds. Files of different names may share the scratch context; after a mistake, and before a file is
     * tried again, it is made anew, because Camel remembers beans of files that failed.
     *
     * @throws MappingProblem naming file, line and word of each mistake
     */
    MappingFile.Content check(MappingFile file) {
        try {
            if (scratch == null) {
                scratch = open();
            }
            Set<RouteDefinition> before = new HashSet<>(routes());
            PluginHelper.getRoutesLoader(scratch)
                    .loadRoutes(ResourceHelper.fromString(file.path().getFileName().toString(), file.text()));
            List<RouteDefinition> routes = new ArrayList<>(routes());
            routes.removeAll(before);
            return content(file, routes);
        } catch (MappingProblem problem) {
            close();
            throw file.located(problem);
        } catch (Exception e) {
            close();
            throw explain(file, e);
        }
    }

    private List<RouteDefinition> routes() {
        return scratch.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
    }

    private DefaultCamelContext open() {
        DefaultCamelContext context = new DefaultCamelContext(new ScratchRegistry(running.getRegistry()));
        context.setAutoStartup(false);
        Placeholders.takeSettingsOnly(context);
        context.getPropertiesComponent().setInitialProperties(running.getPropertiesComponent().loadProperties());
        context.getShutdownStrategy().setTimeout(1);
        QuartzComponent quartz = new QuartzComponent();
        quartz.setAutoStartScheduler(false);
        context.addComponent("quartz", quartz);
        context.start();
        return context;
    }

    @Override
    public void close() {
        if (scratch != null) {
            scratch.stop();
            scratch = null;
        }
    }

    private MappingFile.Content content(MappingFile file, List<RouteDefinition> routes) {
        TableMapping mapping = ((ScratchRegistry) scratch.getRegistry())
                .own(file.name(), TableMapping.class);
        if (mapping == null) {
            throw file.problem(file.lineOf("- name:"), "the file declares no bean '" + file.name()
                    + "' of type io.kytkin.mapping.TableMapping; a mapping's bean bears the name of its file");
        }
        mapping.setName(file.name());
        List<Direction> directions = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String schedule = null;
        boolean toInbox = false;
        for (RouteDefinition route : routes) {
            String id = route.getRouteId();
            if (!id.startsWith(file.name() + "-")) {
                throw file.problem(file.lineOf(id), "the route '" + id + "' does not begin with '" + file.name()
                        + "-', so it could collide with another mapping's");
            }
            ids.add(id);
            checkAddresses(file, route, routes);
            for (Direction direction : Direction.values()) {
                if (id.equals(direction.routeOf(file.name()))) {
                    directions.add(direction);
                }
            }
            toInbox |= ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class).stream()
                    .anyMatch(step -> step.getEndpointUri().equals(INBOX));
            Matcher cron = CRON.matcher(route.getInput().getEndpointUri());
            if (id.equals(file.name() + "-schedule") && cron.find()) {
                schedule = scratch.resolvePropertyPlaceholders(cron.group(1).replace('+', ' '));
            }
        }
        return new MappingFile.Content(mapping.definition(), directions, toInbox, schedule, ids);
    }

    /** A mapping's steps go to its own routes and to the shared ones; other mappings' come and go with their files. */
    private void checkAddresses(MappingFile file, RouteDefinition route, List<RouteDefinition> ownRoutes) {
        Set<String> known = new TreeSet<>();
        ownRoutes.forEach(own -> known.add(own.getInput().getEndpointUri()));
        running.getRoutes().forEach(shared -> known.add(shared.getEndpoint().getEndpointUri().replace("://", ":")));
        for (ToDefinition step : ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
            String address = step.getEndpointUri();
            if (address.startsWith("direct:") && !address.contains("{{") && !known.contains(address)) {
                known.removeIf(other -> !other.startsWith("direct:"));
                throw file.problem(file.lineOf(address), "there is no route '" + address + "'"
                        + NearestWord.suggestion(address, known));
            }
        }
    }

    /** What a failure says of the file. */
    static MappingProblem explain(MappingFile file, Exception failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        for (Throwable cause : causes) {
            if (cause instanceof MappingProblem problem) {
                return file.located(problem);
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof PropertyBindingException binding && binding.getPropertyName() != null) {
                return file.problem(file.lineOf(binding.getPropertyName()), "a mapping has no property '"
                        + binding.getPropertyName() + "', or it does not take this value; it has "
                        + String.join(", ", TableMapping.properties())
                        + NearestWord.suggestion(binding.getPropertyName(), TableMapping.properties()));
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                return file.problem(yaml.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
                        "the YAML is not understood: " + yaml.getProblem());
            }
            if (cause instanceof ParseException cron) {
                return file.problem(file.lineOf("cron:"), "the schedule is no Quartz cron expression: " + cron.getMessage());
            }
        }
        Throwable root = causes.get(causes.size() - 1);
        String message = root.getMessage() == null ? root.toString() : root.getMessage().strip();
        Matcher noSetting = NO_SETTING.matcher(message);
        if (noSetting.find()) {
            return file.problem(file.lineOf("{{" + noSetting.group(1)), "routes know no setting '" + noSetting.group(1)
                    + "'; one of your own stands in application.properties and begins with 'custom.'");
        }
        Matcher line = LINE.matcher(message);
        int at = line.find() ? Integer.parseInt(line.group(1)) : 0;
        String firstLine = Arrays.stream(message.split("\n")).findFirst().orElse(message);
        return file.problem(at, firstLine);
    }
}
