package io.kytkin;

import java.util.stream.Collectors;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * What Camel is told before it reads a route file.
 *
 * @param crmBaseCurrency the code of the CRM's base currency; null: not known
 */
record CamelSettings(Settings settings, Purpose purpose, String crmBaseCurrency) {

    /** Before {@link Main#init}. */
    void apply(Main main) {
        forRoutes(main);
        forComponents(main);
        // Camel's own answer to a signal waits, in whichever thread stops Camel first, for Camel to have stopped: where that is the
        // thread of kytkin's hook, which is about to stop it, the process would not end for more than two minutes.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withName("kytkin").withRoutesIncludePattern(
                new SharedRouteFiles(settings.routesDirectory()).of(purpose).stream().map(file -> "file:" + file)
                        .collect(Collectors.joining(",")));
        main.configure().withAutoStartup(purpose != Purpose.LOOK);
        main.configure().withShutdownTimeout(120);
        main.configure().withShutdownLogInflightExchangesOnTimeout(false);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport initialized) {
                Placeholders.takeSettingsOnly(initialized.getCamelContext());
            }
        });
    }

    /** Settings that a route may use as {@code {{...}}}: all but the secrets, and those of the user's own. */
    private void forRoutes(Main main) {
        settings.passedOn().forEach(main::addInitialProperty);
        for (Setting setting : Setting.values()) {
            if (!setting.isSecret()) {
                main.addInitialProperty(setting.key(), settings.text(setting));
            }
        }
        main.addInitialProperty("crm.base-currency",
                crmBaseCurrency == null ? settings.text(Setting.ERP_LOCAL_CURRENCY) : crmBaseCurrency);
    }

    private static void forComponents(Main main) {
        // Schedules start when the mapping files are loaded, and only where the runtime stays.
        main.addInitialProperty("camel.component.quartz.auto-start-scheduler", "false");
        // A step into a route that has stopped already waits for it to come back: half a minute, if nobody says otherwise, for
        // which the whole process would not end. A mapping file is replaced between two pages, in far less than this.
        main.addInitialProperty("camel.component.direct.timeout", "3000");
    }
}
