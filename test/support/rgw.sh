#!/bin/bash
# Runs a command with a real Ceph RGW on loopback, and stops RGW afterwards: bash test/support/rgw.sh npm run test:s3
# Debian: apt-get install radosgw ceph-mon ceph-osd curl. Needs no systemd or manager daemon, keeps objects in memory,
# and starts in about 12 s.
# The command finds the server in S3_TEST_ENDPOINT, …_REGION, …_ACCESS_KEY_ID, …_SECRET_ACCESS_KEY, another account's keys
# under S3_TEST_OTHER_, those of a user of another tenant under S3_TEST_TENANT_, and the same objects on a server with STS in S3_TEST_STS_ENDPOINT, with a role in S3_TEST_ROLE_ARN.
set -euo pipefail

port=${RGW_PORT:-18080} # and the three after it
folder=$(mktemp -d "${TMPDIR:-/tmp}/s3-presign-rgw-XXXXXX")
daemons=()

end() {
  # The daemons keep no data, so nothing needs to be written to disk.
  for pid in "${daemons[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

export S3_TEST_ENDPOINT=http://127.0.0.1:$port S3_TEST_REGION=us-east-1
export S3_TEST_ACCESS_KEY_ID=ALICEACCESSKEY000001 S3_TEST_SECRET_ACCESS_KEY=alicesecretalicesecretalicesecret000001
export S3_TEST_OTHER_ACCESS_KEY_ID=BOBACCESSKEY00000002 S3_TEST_OTHER_SECRET_ACCESS_KEY=bobsecretbobsecretbobsecretbobsec000002

export S3_TEST_TENANT_ACCESS_KEY_ID=CAROLACCESSKEY000003 S3_TEST_TENANT_SECRET_ACCESS_KEY=carolsecretcarolsecretcarolsecret000003

cluster=$(cat /proc/sys/kernel/random/uuid)
monitor="[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]"
mkdir "$folder"/{mon,osd,log,run,rgw}
: >"$folder/keyring"
cat >"$folder/ceph.conf" <<CONF
[global]
fsid = $cluster
mon host = $monitor
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
mon data avail warn = 1
mon data avail crit = 0
run dir = $folder/run
admin socket = $folder/run/\$cluster-\$name.asok
log file = $folder/log/\$name.log
log to stderr = false
mon cluster log file = $folder/log/cluster.log
crash dir = $folder/run
keyring = $folder/keyring
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 2000
mon warn on pool no redundancy = false
osd max object name len = 4096
[mon]
mon data = $folder/mon
[osd]
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = ${RGW_BYTES:-2147483648}
osd memory target = 939524096
osd class load list = *
osd op num shards = 2
osd op num threads per shard = 1
[client]
rgw data = $folder/rgw
rgw thread pool size = 32
rgw num rados handles = 1
rgw run sync thread = false
rgw enable usage log = false
rgw enable lc threads = false
rgw override bucket index max shards = 1
[client.rgw]
rgw dns name = localhost
rgw frontends = beast endpoint=127.0.0.1:$port
[client.sts]
rgw frontends = beast endpoint=127.0.0.1:$((port + 3))
rgw s3 auth use sts = true
rgw sts key = 0123456789abcdef
CONF
export CEPH_CONF=$folder/ceph.conf

daemon() {
  "$@" >>"$folder/log/$1.out" 2>&1 </dev/null &
  daemons+=($!)
}

# Waits until a check passes; fails when a daemon has exited, or after a minute.
until_ok() {
  for _ in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return; fi
    for pid in "${daemons[@]}"; do kill -0 "$pid" || break 2; done
    sleep 0.1
  done
  echo "Ceph RGW did not start: “$*” failed." >&2
  tail -n 20 "$folder"/log/* >&2
  exit 1
}

quietly() {
  "$@" >"$folder/log/last.out" 2>&1 || { cat "$folder/log/last.out" >&2; exit 1; }
}

quietly monmaptool --create --clobber --fsid "$cluster" --addv a "$monitor" "$folder/monmap"
quietly ceph-mon -i a --mkfs --monmap "$folder/monmap"
daemon ceph-mon -i a -f
until_ok timeout 5 ceph -s

disk=$(cat /proc/sys/kernel/random/uuid)
quietly ceph osd new "$disk" 0
quietly ceph-osd -i 0 --mkfs --osd-uuid "$disk"
daemon ceph-osd -i 0 -f
until_ok sh -c 'ceph osd stat | grep -q "1 up"'

user() {
  quietly radosgw-admin user create --uid="$1" --display-name="$1" --access-key="$2" --secret="$3" ${4:+--tenant="$4"}
}
user alice "$S3_TEST_ACCESS_KEY_ID" "$S3_TEST_SECRET_ACCESS_KEY"
user bob "$S3_TEST_OTHER_ACCESS_KEY_ID" "$S3_TEST_OTHER_SECRET_ACCESS_KEY"
user carol "$S3_TEST_TENANT_ACCESS_KEY_ID" "$S3_TEST_TENANT_SECRET_ACCESS_KEY" acme

daemon radosgw -n client.rgw -f
until_ok curl --silent --output /dev/null "$S3_TEST_ENDPOINT"

# A role that alice may assume, with all S3 permissions, and a separate server for it: with STS enabled, RGW responds
# AccessDenied to unknown keys and wrong signatures, which S3 distinguishes.
export S3_TEST_STS_ENDPOINT=http://127.0.0.1:$((port + 3)) S3_TEST_ROLE_ARN=arn:aws:iam:::role/reader
daemon radosgw -n client.sts -f
quietly radosgw-admin role create --role-name=reader --path=/ --assume-role-policy-doc='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/alice"]},"Action":["sts:AssumeRole"]}]}'
quietly radosgw-admin role-policy put --role-name=reader --policy-name=all --policy-doc='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::*"}]}'
until_ok curl --silent --output /dev/null "$S3_TEST_STS_ENDPOINT"

echo "$(radosgw --version | cut -d' ' -f1-3) listens on $S3_TEST_ENDPOINT"
"$@"
