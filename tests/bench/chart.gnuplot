# Usage: gnuplot -e "data='FILE'; out='FILE'" chart.gnuplot
# DATA has a line for each bar: its name and microseconds.
set terminal svg size 720,260 font "sans-serif,14" background "white"
set output out
set datafile separator "\t"
set label 1 "CPU to fetch and read a page of 100 tickets, in microseconds (less is better)" at screen 0.5, 0.95 center
set tmargin 3
stats data using 2 nooutput
set xrange [0:STATS_max * 1.15]
set yrange [STATS_records - 0.5 : -0.5]
set border 1
set tics nomirror
set ytics scale 0
set style fill solid 1 noborder
set lmargin 32
unset key
plot data using ($2 / 2):0:($2 / 2):(0.32):ytic(stringcolumn(1)) with boxxyerror lc rgb "#3b6ea5", \
     data using 2:0:(sprintf(" %.0f", $2)) with labels left offset 0.6, 0
