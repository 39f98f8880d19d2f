#!/bin/sh
# Layer 2 of the image: how the jail behaves. No service is started by itself but cook (layer 3),
# which enables what the variables ask for.
set -eu
root=${STOCKPOT_ROOT-}

for service in nginx consul node_exporter syslog_ng stockpot sshd sendmail; do
    sysrc "${service}_enable=NO"
done
# newsyslog(8) and cook's periodic duties come from cron(8). syslogd would take the log socket; cook
# starts syslog-ng instead where there is a REMOTELOG.
sysrc cron_enable=YES syslogd_enable=YES syslogd_flags="-ss"
# pot writes the variables to /tmp/environment.sh before the jail starts.
sysrc clear_tmp_enable=NO
sysrc update_motd=NO dumpdev=NO sendmail_submit_enable=NO sendmail_outbound_enable=NO \
    sendmail_msp_queue_enable=NO
# The mails of periodic(8) would go nowhere.
for when in daily weekly monthly; do
    sysrc -f "$root/etc/periodic.conf" "${when}_output=/var/log/${when}.log"
done
